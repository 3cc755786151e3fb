// The two folds over random histories, honest and dishonest: the program's own, in C, and the one that was
// written from FOLD.md (verifier/fold.mjs). HISTORIES and SEED choose others: HISTORIES=5000 SEED=1000.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { done, note, ok } from './lib/tap.mjs';
import { check } from './lib/fold_check.mjs';
import { checkTerms } from './lib/terms_check.mjs';

const count = process.env.HISTORIES ?? '400', seed = process.env.SEED ?? '1';
const writer = `${process.env.BUILD ?? 'build'}/${process.env.MODE ?? 'release'}/tests/prop/core_casework/t_histories`;
if (!existsSync(writer)) {
  console.log(`Bail out! no ${writer}; type: make test-programs`);
  process.exit(1);
}
const calendar = JSON.parse(readFileSync(new URL('../../schemas/calendars/nl-atw-2026-1.json', import.meta.url)));
const lines = execFileSync(writer, ['--write', count, seed], { maxBuffer: 1 << 30, encoding: 'utf8' }).trim().split('\n');
const texts = new Map(['voorbeeld', 'gelderland-zuid-2020'].map((id) => [id, JSON.parse(readFileSync(new URL(`../../schemas/agreements/${id}.json`, import.meta.url)))]));
const by = (list, key) => new Map(list.map((x) => [x[key], x]));
const types = new Map(), findings = new Set(), missing = new Set(), terms = new Map();
let differ = 0, late = 0;
for (const line of lines) {
  const v = JSON.parse(line);
  const context = { agreements: by(v.agreements, 'hash'), adoptions: by(v.adoptions, 'leaf'), calendars: new Map(v.calendar ? [[v.calendar, calendar]] : []) };
  for (const word of v.dump.filter((d) => d.startsWith('event ')).map((d) => d.split(' '))) types.set(`${word[3]} ${word[4]}`, (types.get(`${word[3]} ${word[4]}`) ?? 0) + 1);
  for (const word of v.dump.filter((d) => d.startsWith('finding ')).map((d) => d.split(' '))) findings.add(word[1]);
  for (const word of v.dump.filter((d) => d.startsWith('span ')).map((d) => d.split(' '))) missing.add(word[2]);
  const all = check(v, () => context);
  if (!all) differ++;
  if (all && !checkTerms(v, all, texts.get(v.text), calendar, terms)) late++;
}
note(`${lines.length} histories from seed ${seed}, ${differ} differ`);
ok(lines.length === Number(count) && differ === 0, 'the two folds say the same of every history');
ok(late === 0, 'and of every term: when it ends, and how it was kept');
for (const kind of ['assessment', 'trajectory', 'first-contact', 'contact', 'monitoring', 'feedback', 'refuse-by', 'return-by', 'reply'])
  if (Number(count) >= 400) ok((terms.get(kind) ?? 0) >= 10, `there are terms of the kind ${kind}`);
for (const state of ['runs', 'past', 'kept', 'recorded-late', 'late', 'lapsed', 'unseen'])
  if (Number(count) >= 400) ok((terms.get(state) ?? 0) >= 3, `and such that are ${state}`);
// A finding that no history has would be compared with nothing. (over-limit needs a longer one: fold.mjs.)
const named = readFileSync(new URL('../../schemas/FOLD.md', import.meta.url), 'utf8').split('## 7.')[1].split('## 8.')[0].split('\n')
  .filter((row) => row.startsWith('| `')).flatMap((row) => [...row.split('|')[1].split(':')[0].matchAll(/`([a-z-]+)`/g)].map((m) => m[1]));
ok(named.length >= 16 && (Number(count) < 400 || named.every((name) => name === 'over-limit' || findings.has(name))), `the histories have every finding of FOLD.md 7 (${named.length})`);
for (const name of ['transfer', 'counts_from', 'calendar', 'waitlist', 'version', 'refusal', 'acceptance', 'dispute', 'return', 'closed-feed', 'newer-format'])
  if (Number(count) >= 400) ok(missing.has(name), `in some of them ${name} is missing`);
done();
