// The C loaders of agreements and calendars accept exactly what their JSON Schemas accept: ajv and
// the program judge the shipped files, a document that uses everything, and thousands of changed
// ones. What contradicts itself is refused by the program alone, and counted apart.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const build = process.env.BUILD ?? join(root, 'build');
const program = join(build, process.env.MODE ?? 'release', 'tests/unit/core_casework/t_documents');
const Ajv2020 = createRequire(join(build, 'node', 'package.json'))('ajv/dist/2020').default;
const read = (...path) => JSON.parse(readFileSync(join(root, 'schemas', ...path), 'utf8'));

let count = 0, failed = 0;
function ok(good, name, ...notes) {
  count++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!good) for (const note of notes) console.log(`# ${note}`);
}

// A small generator with a seed (mulberry32), so that every run makes the same documents.
const seed = Number(process.env.SEED ?? 20260402);
let state = seed;
function random(n) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
}

function judge(kind, documents) {
  const input = documents.map((d) => `${kind} ${JSON.stringify(d)}\n`).join('');
  const out = execFileSync(program, ['--judge'], { input, maxBuffer: 64 * 1024 * 1024 });
  return out.toString().trimEnd().split('\n');
}

// --- documents to start from ---------------------------------------------------------------------

const rule = (value, more = {}) => ({ value, basis: 'agreement', source: 's', ...more });
const unknown = { value: 'unknown', basis: 'unknown' };
const delay = (n, unit) => rule('after_delay', { n, unit, counting: rule('same_time'), counts_from: rule('received') });
const term = (n, unit) => rule('delay', { n, unit, nature: 'agreed', counting: rule('whole_days') });
const date = (days) => ({ ...days, basis: 'practice', source: 's' });
const bare = ({ value, n, unit, counting, counts_from }) => ({ value, n, unit, counting, counts_from });
const everything = {
  schema: 'vs.agreement/1', id: 'a-b-1', kind: 'agreement', title: 'Alles\tin één tekst 😀',
  region: { id: 'r', name: 'R' },
  in_force: { from: { not_before: '2019-01-01', not_after: '2019-12-31', ...rule(undefined) }, until: { not_before: '2024-02-29', basis: 'practice', source: 's' } },
  replaces: ['x', 'y'], decisions: [{ by: 'a', what: 'b', on: '2020-01-01', source: 's' }],
  adoption: rule('each_member', { annex: 'a1', article: 'article 1' }),
  annexes: [{ id: 'a1', title: 'a', decided_by: 'b', version: '2', in_force: { from: date({ on: '2020-01-01' }), until: date({ not_before: '2020-06-01' }) }, on: '2020-01-01', source: 's', note: 'n' },
    { id: 'a2', title: 'a', source: 's' }],
  organisations: ['vt', 'local_team', 'certified_institution', 'steering_group'].map((role) => ({
    role, name: role, members_complete: true, source: 's', note: 'n',
    members: [{ municipality: 'M', organisation: 'A', code: 'GM0826', from: date({ on: '2019-01-01' }), until: date({ on: '2023-01-01' }), source: 's', note: 'n' }, { municipality: 'B' }, { organisation: 'B' }],
  })),
  calendar: rule('nl-atw'),
  transfer: [
    { from: 'vt', to: 'local_team', move: delay(2, 'working_day'), waitlist: rule('none'), refusal: rule('cancels'), dispute: rule('suspends'), early_accept: rule('none'), return: delay(48, 'hour'), version: rule('new_rule', { delay: rule('from_handover') }), refusal_term: term(2, 'working_day'), return_term: rule('none') },
    { from: 'vt', to: 'certified_institution', move: rule('at_acceptance'), waitlist: unknown, refusal: rule('none'), dispute: rule('none'), early_accept: rule('moves'), return: rule('at_pickup'), version: rule('of_offer'), refusal_term: unknown, return_term: rule('none') },
    { from: 'local_team', to: 'vt', move: rule('at_pickup'), waitlist: rule('giver_holds'), refusal: unknown, dispute: unknown, early_accept: { value: 'moves', basis: 'convention', convention: 'C10' }, return: unknown, version: rule('of_offer'), refusal_term: unknown, return_term: rule('none') },
    { from: 'certified_institution', to: 'vt', move: unknown, waitlist: unknown, refusal: unknown, dispute: unknown, early_accept: rule('moves'), return: rule('at_acceptance'), version: rule('of_offer'), refusal_term: unknown, return_term: rule('none') },
  ],
  modes: rule('listed', { cases: [{ when: 'always', after: ['direct_handover', 'investigation'], unsafety: ['acute'], mode: 'warm' }, { when: 'never', after: [], mode: 'telephone' }] }),
  contents: rule('listed', { fields: ['text', 'conditions', 'informed_at'] }),
  monitoring: rule('vt'),
  terms: [
    { id: 'assessment', role: 'vt', length: rule('delay', { n: 5, unit: 'day', nature: 'statutory', counting: rule('whole_days') }), starts: rule('receipt'), ends: rule('assess'), repeats: false },
    { id: 'monitoring', role: 'vt', length: unknown, starts: unknown, ends: unknown, repeats: true },
    { id: 'trajectory', role: 'vt', length: rule('delay', { n: 10, unit: 'week', nature: 'agreed', counting: rule('whole_days') }), starts: rule('assessment'), ends: rule('trajectory_end'), repeats: false },
  ],
  escalation: rule('ladder', {
    about: ['difference_of_view', 'other'],
    levels: [1, 2].map((level) => ({
      level, ...(level === 1 ? { giver: 'g' } : { receiver: 'r' }), answer: level === 1 ? term(1, 'week') : unknown, answered_by: rule('both'),
      decides: level === 1 ? rule('nobody') : rule('vt'), decides_text: 'd', holder_during: rule('giver'), basis: 'agreement', source: 's', note: 'n',
    })),
  }),
  reporting: [{ what: 'w', every: 'quarter', basis: 'agreement', source: 's' }],
  practice: [{ note: 'n', who: 'A', from: { on: '2020-02-29', basis: 'practice', source: 's' }, until: { not_after: '2021-12-31', basis: 'practice', source: 's' }, transfer: { from: 'vt', to: 'local_team', rule: 'refusal', value: 'none' }, source: 's' },
    { note: 'n', transfer: { from: 'vt', to: 'local_team', rule: 'move', ...bare(delay(1, 'week')) }, source: 's' }],
  retention: [{ of: 'case', limit: 'maximum', ...rule('delay'), n: 20, unit: 'year', starts: rule('youngest_child_18') }, { of: 'log', limit: 'unknown', ...unknown, starts: unknown }],
  auditors: [{ role: 'steering_group', name: 'S', sees: 'facts', basis: 'agreement', source: 's' }],
  sources: [{ id: 's', title: 'T', by: 'B', address: 'A' }],
};
const vision = { ...everything, id: 'v', kind: 'vision', transfer: [], practice: [], escalation: { value: 'none', basis: 'agreement', source: 's', about: [] }, modes: unknown };
for (const document of [everything, vision]) delete document.in_force.from.value;

// --- changes -------------------------------------------------------------------------------------

// Every place in a document: [container, key].
function places(value, out = []) {
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    out.push([value, key]);
    if (typeof value[key] === 'object' && value[key] !== null) places(value[key], out);
  }
  return out;
}

const others = [null, true, 0, 1, -1, 2, 16, 17, 366, 367, 2.5, 1e21, '', 'x', 'X', '-x', 'a b', 'unknown', 'none', 'convention', 'agreement',
  'C1', 'C1b', 'C12', 'working_day', 'after_delay', 'delay', 'listed', 'ladder', 'fixed', 'kings_day', 'before_easter',
  '2026-02-29', '2024-02-29', '2100-01-01', '2099-12-31', '1969-12-31', '1970-01-01', '2026-13-01', '2026-04-31', '2026-4-1', '2026-04-02\n',
  'a'.repeat(40), 'a'.repeat(41), 'a'.repeat(200), 'a'.repeat(201), 'a'.repeat(400), 'a'.repeat(401), 'a'.repeat(1000), 'a'.repeat(1001), '😀'.repeat(200), 'é'.repeat(201),
  'a\u0000b', 'a\u0001b', 'a\tb', 'a\nb', 'a\rb', 'a\u007fb', 'a\u009fb', 'a\u00a0b', 'a\u200db', 'a\u200eb', 'a\u2029b', 'a\u202ab', 'a\u2028b', 'a\u202eb', 'a\u2067b',
  'a\u061cb', 'a\ufeffb', 'a\ufffdb', 'a\uffffb', 'a\ufdd0b', 'a\u{1fffe}b', 'a\u{1fffd}b', 'a\u{10ffff}b', [], {}, ['x'], [[]], { value: 'unknown', basis: 'unknown' }, { x: 1 }];

function change(document, place, what) {
  const copy = structuredClone(document);
  const [container, key] = places(copy)[place];
  const value = container[key];
  if (what === 'drop') {
    if (Array.isArray(container)) container.splice(key, 1);
    else delete container[key];
  } else if (what === 'stranger') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) container[key] = { [key]: value };
    else value.stranger = 'x';
  } else if (what === 'repeat') {
    if (Array.isArray(container)) container.push(structuredClone(value));
    else container[key] = [value, value];
  } else if (what === 'many') {
    if (Array.isArray(value)) while (value.length < 33) value.push(value.length ? structuredClone(value[0]) : `x${value.length}`);
    else container[key] = Array(9).fill(value);
  } else if (what === 'swap') {
    const all = places(copy), [c2, k2] = all[random(all.length)];
    container[key] = structuredClone(c2[k2]);
  } else {
    container[key] = what;
  }
  return copy;
}

function* changed(document, wanted) {
  const all = places(document).length;
  for (let place = 0; place < all; place++) {
    for (const what of ['drop', 'stranger', 'repeat', 'many', 'swap']) yield change(document, place, what);
  }
  for (let i = 0; i < wanted; i++) {
    let copy = change(document, random(all), others[random(others.length)]);
    const now = places(copy).length;
    if (random(3) === 0) copy = change(copy, random(now), ['drop', 'swap', others[random(others.length)]][random(3)]);
    yield copy;
  }
}

// --- the comparison ------------------------------------------------------------------------------

function compare(kind, schemaFile, documents, wanted) {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(read(schemaFile));
  const files = judge(kind, documents.map((d) => d.document));
  documents.forEach((d, i) => {
    ok(validate(d.document), `${d.name} fits ${schemaFile}`, JSON.stringify(validate.errors));
    ok(files[i] === 'ok', `${d.name} is taken by the program`, files[i]);
  });
  const tried = documents.flatMap((d) => [...changed(d.document, wanted)]);
  const answers = judge(kind, tried);
  ok(answers.length === tried.length, `${tried.length} changed documents are judged (seed ${seed})`);
  const seen = { ok: 0, meaning: 0, shape: 0, other: 0 };
  const differing = [];
  tried.forEach((document, i) => {
    const word = answers[i].split(' ')[0];
    seen[word in seen ? word : 'other']++;
    // A text that JSON can write but the parser refuses (U+0000) is refused by the schema as well.
    if (validate(document) !== (word === 'ok' || word === 'meaning')) {
      differing.push(`${answers[i]}; ajv: ${JSON.stringify(validate.errors?.[0] ?? 'accepts')}; ${JSON.stringify(document).slice(0, 3000)}`);
    }
  });
  ok(differing.length === 0, `program and schema agree on each (${JSON.stringify(seen)})`, `${differing.length} differ`, ...differing.slice(0, 5));
  ok(seen.ok > 50 && seen.meaning > 50 && seen.shape > 1000, 'and there were enough of every kind');
}

if (!existsSync(program)) {
  console.log(`Bail out! ${program} is not built: make test-programs`);
  process.exit(1);
}
const shipped = (folder) => readdirSync(join(root, 'schemas', folder)).filter((f) => f.endsWith('.json')).sort()
  .map((f) => ({ name: f, document: read(folder, f) }));
compare('agreement', 'agreement.schema.json',
  [...shipped('agreements'), { name: 'a document that uses everything', document: everything }, { name: 'a vision', document: vision }], 4000);
compare('calendar', 'calendar.schema.json', shipped('calendars'), 4000);
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
