// What every command prints under --json is what its schema in schemas/output says, and no command
// is forgotten. The story is played with the program itself at set times.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checker, problems } from './lib/ajv.mjs';
import { done, is, ok } from './lib/tap.mjs';
import { clockAt } from './lib/vs.mjs';

const program = process.env.VS_PROGRAM ?? resolve(process.env.BUILD ?? 'build', 'release/vs');
const ajv = checker();
const folder = mkdtempSync(join(tmpdir(), 'vs-output.'));
const seen = new Set();

// One command; the document is held to the schema that it names.
function vs(who, time, ...args) {
  const env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', LC_ALL: 'C.UTF-8', ...clockAt(time) };
  const all = ['--ledger', join(folder, who), '--key-file', join(folder, `${who}.key`), '--json', ...args];
  const run = spawnSync(program, all, { env, cwd: folder, encoding: 'utf8', input: '' });
  const failed = run.stdout === '';
  let doc = null;
  try {
    doc = JSON.parse(failed ? run.stderr : run.stdout);
  } catch (error) {
    ok(false, `${args.join(' ')}: one document (${error.message}): ${run.stdout}${run.stderr}`);
    return { doc: {}, code: run.status };
  }
  const what = /^vs\.([a-z-]+)\/1$/.exec(doc.schema)?.[1];
  is(problems(ajv, `urn:vs:output:${what}:1`, doc), [], `${args.slice(0, 2).join(' ')}: is a ${doc.schema}`);
  is(Object.keys(doc)[0], 'schema', 'schema comes first');
  if (failed) is(doc.exit, run.status, 'an error names its exit code');
  else {
    const names = [args.slice(0, 2).join(' '), args[0]];
    const row = commands.find((c) => names.includes(c.name));
    is(doc.schema, row?.schema, `${row?.name}: the schema of its row`);
    seen.add(row?.name);
  }
  return { doc, code: run.status };
}

let commands = [{ name: 'help', schema: 'vs.help/1' }];
const t0 = '2026-04-02 14:10:00', t1 = '2026-04-02 14:12:00', t2 = '2026-04-02 14:25:00', t3 = '2026-04-10 08:00:00';
commands = vs('vt', t0, 'help').doc.commands;
vs('vt', t0, 'version');
vs('vt', t0, 'list'); // no ledger: vs.error/1
spawnSync('git', ['init', '-q', '--bare', join(folder, 'hub.git')]);
writeFileSync(join(folder, 'text'), 'words\n');
for (const [who, name] of [['vt', 'Veilig Thuis West-Brabant'], ['ost', 'Sociaal team Oosterhout']]) {
  vs(who, t0, 'init', '--name', name);
  const { doc } = vs(who, t0, 'card');
  writeFileSync(join(folder, `${who}.card`), JSON.stringify(sorted(doc.card)));
  writeFileSync(join(folder, `${who}.fp`), doc.fingerprint);
  vs(who, t0, 'remote', 'add', 'hub', join(folder, 'hub.git'));
  vs(who, t0, 'remote', 'list');
}

// Cards are canonical: members in order of their names.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

const fingerprint = (who) => spawnSync('cat', [join(folder, `${who}.fp`)], { encoding: 'utf8' }).stdout;
vs('vt', t0, 'org', 'add', 'ost.card', '--as', 'oosterhout', '--fingerprint', fingerprint('ost'));
vs('ost', t0, 'org', 'add', 'vt.card', '--as', 'vt', '--fingerprint', fingerprint('vt'));
vs('vt', t0, 'org', 'list');
vs('vt', t0, 'org', 'show', 'oosterhout');
vs('vt', t0, 'agreement', 'adopt', 'west-brabant-2022', '--as', 'vt');
vs('ost', t0, 'agreement', 'adopt', 'west-brabant-2022', '--as', 'local_team');
vs('vt', t0, 'org', 'succeed', 'oosterhout', '--from', '2027-01-01', '-n');
vs('vt', t0, 'org', 'succeed', 'oosterhout', '--as', 'predecessor', '--from', '2027-01-01');
vs('vt', t0, 'org', 'show', 'me');
vs('vt', t0, 'agreement', 'list');
vs('vt', t0, 'agreement', 'show', 'west-brabant-2017');
vs('vt', t0, 'agreement', 'check', resolve('schemas/agreements/west-brabant-2022.json'));
vs('vt', t0, 'calendar', 'check', resolve('schemas/calendars/nl-atw-2026-1.json'));
vs('vt', t0, 'calendar', 'show', 'nl-atw', '--year', '2022');
const days = JSON.parse(readFileSync(new URL('../../schemas/calendars/nl-atw-2026-1.json', import.meta.url)));
writeFileSync(join(folder, 'days.json'), JSON.stringify({ ...days, id: 'our-days' }));
vs('vt', t0, 'calendar', 'add', './days.json', '-n');
vs('vt', t0, 'calendar', 'add', './days.json');
vs('vt', t0, 'calendar', 'add', './days.json'); // vs.error/1
for (const who of ['vt', 'ost', 'vt']) vs(who, t0, 'sync');
is(vs('ost', t0, 'calendar', 'list').doc.added[0].by.name, 'Veilig Thuis West-Brabant', 'a calendar comes to the partner');
vs('vt', t0, 'doctor');

vs('vt', t0, 'open', '--ref', '2026-0131', '--text', 'text');
vs('vt', t0, 'assess', '2026-0131', '--outcome', 'direct_handover');
vs('vt', t0, 'note', '2026-0131', '--text', 'text');
vs('vt', t0, 'trajectory', '2026-0131', 'start', '--service', 'investigation');
vs('vt', t0, 'trajectory', '2026-0131', 'end', '--outcome', 'handed_over');
vs('vt', t0, 'join', '2026-0131'); // it holds it: vs.error/1
vs('vt', t0, 'contact', '2026-0131', '--kind', 'safety');
vs('vt', t0, 'monitor', '2026-0131', 'start');
vs('vt', t1, 'handover', '2026-0131', '--to', 'oosterhout', '-n');
vs('vt', t1, 'handover', '2026-0131', '--to', 'oosterhout');
vs('vt', t1, 'withdraw', '2026-0131');
vs('vt', t1, 'handover', '2026-0131', '--to', 'oosterhout', '--mode', 'telephone', '--unsafety', 'both', '--informed-at', '2026-04-02 15:00', '--monitor', 'me',
  '--others', 'school', '--others', 'police', '--first-contact', '2026-04-09', '--waitlist', 'no', '--conditions-file', 'text', '--ref', '2026-0131');
vs('vt', t1, 'close', '2026-0131', '--reason', 'safe'); // an offer is open: vs.error/1
vs('vt', t1, 'sync');
vs('ost', t2, 'sync', '-n');
vs('ost', t2, 'sync');
const id = vs('ost', t2, 'list').doc.cases?.[0]?.case ?? 'none';
vs('ost', t2, 'due');
is(vs('ost', t2, 'due', id, '--explain').doc.due.map((d) => d.explain.counts.length > 0).includes(true), true, 'what is due, explained');
vs('ost', t2, 'status');
vs('ost', t2, 'join', id);
vs('ost', t2, 'waitlist', id, 'start');
vs('ost', t3, 'who', id, '--at', '2026-04-07 10:00');
const answer = vs('ost', t3, 'who', id);
is(answer.doc.holders?.[0]?.name, 'Sociaal team Oosterhout', 'it moved');
is(answer.code, 0, 'and is certain');
vs('ost', t3, 'accept', id, '--pick-up');
vs('ost', t3, 'show', id);
vs('ost', t3, 'log', id);
vs('ost', t3, 'escalate', id, '--reason', 'difference-of-view', '--text', 'text');
is(vs('ost', t3, 'who', id).code, 21, 'disputed: people must decide');
vs('vt', t3, 'sync');
vs('ost', t3, 'sync');
vs('vt', t3, 'sync');
vs('vt', t3, 'escalate', id, '--answer', 'disagree', '--text', 'text');
vs('ost', t3, 'escalate', id, '--next');
vs('ost', t3, 'show', id);
vs('ost', t3, 'who', id, '--explain');
vs('ost', t3, 'who', id, '--at', '2026-04-02 16:11', '--explain');
vs('ost', t3, 'who', id, '--at', '2020-04-02 16:11', '--explain');
vs('ost', t3, 'settle', id, '--outcome', 'me', '--from', '2026-04-10 09:30');
vs('ost', t3, 'sync');
vs('vt', t3, 'sync');
vs('vt', t3, 'status');
vs('vt', t3, 'show', id);
vs('vt', t3, 'settle', id, '--agree');
vs('vt', t3, 'settle', id, '--agree'); // nothing waits any more: vs.error/1
vs('vt', t3, 'agreement', 'end', 'west-brabant-2022', '--from', '2027-01-01', '-n');
vs('ost', t3, 'disclose', id, '--to', 'vt', '--facts'); // a party sees it: vs.error/1
vs('vt', t3, 'sync');
vs('ost', t3, 'sync');
vs('ost', t3, 'return', id); // it holds by the settlement: vs.error/1
vs('ost', t3, 'return', id, '--to', 'vt');
vs('ost', t3, 'withdraw', id);
vs('ost', t3, 'close', id, '--reason', 'safe');
vs('ost', t3, 'who', id);
vs('ost', t3, 'reopen', id, '--reason', 'new-concerns');
vs('ost', t3, 'ledger', 'rebuild');
vs('ost', t3, 'ledger', 'passphrase'); // nobody to ask: vs.error/1
vs('ost', t3, 'ledger', 'passphrase', '--new-key-file', join(folder, 'ost.key')); // the same once more
const verified = vs('ost', t3, 'verify');
is([verified.doc.ok, verified.doc.findings, verified.code], [true, [], 0], 'verified');
vs('ost', t3, 'verify', id);
vs('ost', t3, 'remote', 'remove', 'hub');
vs('vt', t3, 'open', '--ref', 'b', '--household', 'H-17', '--origin', 're_report', '--acute', 'yes');
vs('vt', t3, 'open', '--ref', 'c', '--household', 'H-17');
is(vs('vt', t3, 'who', '--household', 'H-17', '--explain').doc.cases?.length, 2, 'both cases of the household');
vs('vt', t3, 'list', '--household', 'H-17');
vs('vt', t3, 'handover', 'b', '--to', 'oosterhout');
vs('vt', t3, 'sync');
vs('ost', t3, 'remote', 'add', 'hub', join(folder, 'hub.git'));
vs('ost', t3, 'sync');
const second = vs('ost', t3, 'list').doc.cases?.find((c) => c.case !== id)?.case ?? 'none';
vs('ost', t3, 'refuse', second, '--reason', 'incomplete');

// A third, who sees the facts.
vs('igj', t3, 'init', '--name', 'Inspectie');
const card = vs('igj', t3, 'card').doc;
writeFileSync(join(folder, 'igj.card'), JSON.stringify(sorted(card.card)));
vs('igj', t3, 'remote', 'add', 'hub', join(folder, 'hub.git'));
vs('vt', t3, 'org', 'add', 'igj.card', '--as', 'igj', '--fingerprint', card.fingerprint);
vs('igj', t3, 'org', 'add', 'vt.card', '--as', 'vt', '--fingerprint', fingerprint('vt'));
for (const who of ['igj', 'vt']) vs(who, t3, 'sync');
const disclosed = vs('vt', t3, 'disclose', 'b', '--to', 'igj', '--facts');
is([disclosed.doc.sees, disclosed.doc.auditor], ['facts', false], 'disclosed, and not by the agreement');
vs('vt', t3, 'sync');
vs('igj', t3, 'sync');
const sealed = vs('igj', t3, 'show', vs('igj', t3, 'list').doc.cases?.[0]?.case ?? 'none');
vs('igj', t3, 'party', 'remove', sealed.doc.case ?? 'none', '--party', 'me', '-n'); // who sees facts may not: vs.error/1
vs('vt', t3, 'party', 'remove', 'b', '--party', 'igj');
ok(sealed.doc.events?.length > 2 && sealed.doc.events.every((e) => e.content !== 'present'), 'facts and no content');

// A further machine, and a copy.
vs('vt2', t3, 'init', '--join', 'vt.card');
vs('vt2', t3, 'device', 'list');
const { doc: asked } = vs('vt2', t3, 'device', 'request');
writeFileSync(join(folder, 'request'), JSON.stringify(sorted(asked.request)));
vs('vt', t3, 'device', 'add', 'request', '--fingerprint', 'ffff'); // another one: vs.error/1
const listed = vs('vt', t3, 'device', 'add', 'request', '--fingerprint', asked.fingerprint);
is(listed.doc.devices?.map((d) => d.state), ['active', 'active'], 'two machines');
vs('vt', t3, 'sync');
vs('vt2', t3, 'remote', 'add', 'hub', join(folder, 'hub.git'));
is(vs('vt2', t3, 'sync').doc.device?.state, 'active', 'the second knows its roster');
vs('vt', t3, 'backup', 'vt.backup');
copyFileSync(join(folder, 'vt.key'), join(folder, 'vt3.key'));
is(vs('vt3', t3, 'restore', 'vt.backup').doc.sync_first, true, 'a copy must sync');
vs('vt', t3, 'sync');
is(vs('vt', t3, 'device', 'close', asked.device ?? 'none').doc.devices?.filter((d) => d.state === 'closed').length, 1, 'one closed');

// Another key file opens the ledger.
vs('vt', t3, 'ledger', 'passphrase', '--new-key-file', 'other.key');
copyFileSync(join(folder, 'other.key'), join(folder, 'vt.key'));
vs('vt', t3, 'status');

for (const { name } of commands) ok(seen.has(name), `${name}: was run`);
rmSync(folder, { recursive: true });
done();
