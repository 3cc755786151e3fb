// The JSON Schemas of case events and the parser in C accept the same documents, good ones and thousands
// of spoiled ones; the same for content.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { checker, problems, schemas } from './lib/ajv.mjs';
import { done, is, note, ok } from './lib/tap.mjs';
import { isNewer } from './verifier/newer.mjs';

const program = join(resolve(process.env.BUILD ?? 'build'), process.env.MODE ?? 'release', 'tests/unit/core_casework/t_events');
const ajv = checker();
const directory = ['adopt', 'adopt.end', 'calendar', 'fork', 'inbox', 'roster', 'succeed'];
const types = schemas('schemas/facts').map(([path]) => path.replace(/^.*facts\/(.*)\.schema\.json$/, '$1'))
  .filter((type) => !directory.includes(type));

// A small generator of numbers, so that every run makes the same documents.
let state = 20260402;
const below = (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) % n; };
const pick = (list) => list[below(list.length)];

const hash = (n) => Buffer.alloc(32, n).toString('base64url');
const at = '2026-04-02T14:10:00Z';
const some = {
  agrees: hash(4), calendar: hash(1), channel: hash(2), epoch: 3, from: at, identity: 'eyJhIjoxfQ', kind: 'handover', leaves: [hash(1), hash(9)],
  level: 1, mode: 'written', opened: [hash(3)], outcome: hash(5), parties: [{ org: hash(1), role: 'full' }, { org: hash(2), role: 'facts' }],
  party: hash(6), re: hash(7), reason: 'other', rekey: hash(8), role: 'full', service: 'investigation', to: hash(2), resolves: [hash(2), hash(4)],
  under: [{ giver: hash(1), hash: hash(2), profile: 'west-brabant-2022', receiver: hash(3) }], content: 'bytes', heads: [hash(1), hash(2)],
  after: 'direct_handover', unsafety: 'both', conditions: true, conditions_digest: hash(7), informed: false, informed_at: at, waitlist: true, relocation: false,
  first_contact: '2026-04-09', monitor: 'nobody', others: ['child_care', 'police', 'school'], origin: 're_report', acute: true, next_of: hash(11), answer: 'decision',
  about: hash(3), facts_only: [hash(1)], unreadable: [hash(2)], case: hash(1), at, made: at, was: hash(9), takes: false, x_mark: [1, { y: 'z' }],
};

// One good document of each form: what it must have.
const goods = types.flatMap((type) => {
  const schema = ajv.getSchema(`urn:vs:facts:${type}:1`).schema;
  return (schema.oneOf ?? [schema]).map((form) => {
    const doc = {};
    for (const name of form.required) doc[name] = some[name];
    doc.v = 1;
    doc.type = type === 'note.other' ? 'note.of_something' : type;
    if (type === 'ack') doc.opened = some.opened;
    if (type === 'assess') doc.outcome = 'investigation';
    return doc;
  });
});

const junk = [
  0, 1, 2, 9, 10, 65536, true, false, '', 'full', 'closed', 'json', 'bytes', 'written', 'other', 'return', 'no_capacity', 'A'.repeat(42), 'A'.repeat(42) + 'B',
  hash(0), hash(255), [], [hash(1)], [hash(2), hash(1)], [hash(1), hash(1)], [1], {}, { org: hash(1) }, [{ org: hash(2), role: 'full' }],
  [{ org: hash(2), role: 'full' }, { org: hash(1), role: 'full' }], [{ org: hash(1), role: 'boss' }], [{ extra: 1, org: hash(1), role: 'full' }],
  Array.from({ length: 17 }, (_, i) => hash(i)), Array.from({ length: 16 }, (_, i) => hash(i)), '2026-02-30T00:00:00Z', '2024-02-29T23:59:59Z',
  '2026-04-02T24:00:00Z', '1969-12-31', '2026-02-29', ['school', 'police'], ['police', 'boss'], 'nobody', 'acute', 'first', 'handed_over', 'agree', '1969-12-31T23:59:59Z', '2026-04-02 14:10:00Z', 'note.', 'note.x', 'note', 'case.open', 'settle', 'Note', 'AB', 'AQ', 'ABC', 'ABE',
];
const clone = (doc) => JSON.parse(JSON.stringify(doc));
const spoil = (good) => {
  const doc = clone(good);
  for (let n = 1 + below(2); n > 0; n--) {
    const names = Object.keys(doc);
    switch (below(6)) {
      case 0: delete doc[pick(names)]; break;
      case 1: doc[pick(names)] = clone(pick(junk)); break;
      case 2: { const name = pick(Object.keys(some)); doc[name] = clone(some[name]); break; }
      case 3: doc[pick(Object.keys(some))] = clone(pick(junk)); break;
      case 4: { const list = doc[pick(names)]; if (Array.isArray(list)) list.push(clone(pick([list[0] ?? 1, ...junk]))); break; }
      default: { const name = pick(names), word = doc[name]; if (typeof word === 'string' && word) doc[name] = word.slice(0, -1) + pick(['A', '-', 'x', '']); }
    }
  }
  return doc;
};

const canonical = (x) => Array.isArray(x) ? `[${x.map(canonical).join()}]`
  : x && typeof x === 'object' ? `{${Object.keys(x).sort().map((k) => `${JSON.stringify(k)}:${canonical(x[k])}`).join()}}` : JSON.stringify(x);

// What the schemas say about a document of event facts.
const accepts = (doc) => {
  const type = typeof doc.type !== 'string' ? null : doc.type.startsWith('note.') ? 'note.other' : doc.type;
  return types.includes(type)
    && problems(ajv, `urn:vs:facts:${type}:1`, doc).length === 0;
};

const docs = [...goods, ...Array.from({ length: 12000 }, () => spoil(pick(goods)))];
const notes = goods.filter((doc) => doc.type.startsWith('note.'));
docs.push(...goods.map((doc) => ({ ...doc, v: 2 })), ...Array.from({ length: 40 }, (_, i) => ({ ...spoil(pick(notes)), v: 2 + i })));
const contents = [];
for (const type of types.filter((t) => t !== 'note.other')) {
  for (const doc of [{}, { text: 'Zoë' }, { ref: 'VT-1', text: 'x' }, { ref: '' }, { text: 'x', other: 1 }, { text: 1 }, { ref: 'r'.repeat(65) }, { household: 'H-1', ref: 'VT-1' }, { household: '' }, { household: 'h'.repeat(65), text: 'x' }, { ref: 'é'.repeat(64) }]) {
    contents.push([type, doc]);
  }
}
const filed = ['case.open', 'handover.offer', 'handover.accept', 'pickup', 'reopen'];
const input = [...docs.map(canonical), ...contents.map(([type, doc]) => `content ${type} ${canonical(doc)}`)].join('\n') + '\n';
const run = spawnSync(program, ['--judge'], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
const answers = run.stdout.split('\n').slice(0, -1);

is(answers.length, docs.length + contents.length, 'every document is judged');
is(goods.every(accepts), true, 'the good documents are good');
let accepted = 0, wrong = 0;
docs.forEach((doc, i) => {
  const bySchema = accepts(doc), byProgram = (answers[i] ?? '').startsWith('ok ');
  accepted += bySchema;
  if (bySchema !== byProgram && wrong++ < 5) note(`schema ${bySchema}, program ${answers[i]}: ${canonical(doc)}`);
});
is(wrong, 0, `schemas and program agree about ${docs.length} documents, ${accepted} of them good`);
ok(accepted > docs.length / 10 && accepted < docs.length * 0.9, 'good and bad ones are both well represented');
// What is newer than version 1, by the program and by the verifier; of a note in no version.
const read = docs.map((doc, i) => [doc, (answers[i] ?? '').split(' ')[0]]).filter(([, word]) => ['ok', 'newer', 'later'].includes(word));
const odd = read.filter(([doc, word]) => isNewer(doc) !== (word === 'newer'));
for (const [doc, word] of odd.slice(0, 5)) note(`program ${word}, verifier ${isNewer(doc)}: ${canonical(doc)}`);
is(odd.length, 0, `program and verifier agree about what is newer in ${read.length} documents`);
ok(['ok', 'newer', 'later'].every((word) => read.filter((r) => r[1] === word).length > 5), 'newer ones and notes of a later version among them');
wrong = 0;
contents.forEach(([type, doc], i) => {
  const bySchema = problems(ajv, `urn:vs:content:${filed.includes(type) ? 'filed' : 'text'}:1`, doc).length === 0;
  if (bySchema !== (answers[docs.length + i] === 'ok') && wrong++ < 5) note(`schema ${bySchema}, program ${answers[docs.length + i]}: ${type} ${canonical(doc)}`);
});
is(wrong, 0, `and about ${contents.length} documents of content`);
done();
