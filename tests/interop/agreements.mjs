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

const unknown = { value: 'unknown', basis: 'unknown' };
const vectors = read('vectors', 'agreements.json');
const [everything, silent] = vectors.positive.map((row) => JSON.parse(row.text));
const vision = { ...everything, id: 'v', kind: 'vision', transfer: [], practice: [], escalation: { value: 'none', basis: 'agreement', source: 's', about: [] }, modes: unknown };

// --- changes -------------------------------------------------------------------------------------

// Every place in a document: the way to it, a list of keys.
function places(value, way = [], out = []) {
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const here = [...way, key];
    out.push(here);
    if (typeof value[key] === 'object' && value[key] !== null) places(value[key], here, out);
  }
  return out;
}
const copied = (value) => (Array.isArray(value) ? [...value] : { ...value });
const found = (document, way) => way.reduce((value, key) => value[key], document);

const others = [null, true, 0, 1, -1, 2, 16, 17, 366, 367, 2.5, 1e21, '', 'x', 'X', '-x', 'a b', 'unknown', 'none', 'convention', 'agreement',
  'C1', 'C1b', 'C12', 'working_day', 'after_delay', 'delay', 'listed', 'ladder', 'fixed', 'kings_day', 'before_easter',
  '2026-02-29', '2024-02-29', '2100-01-01', '2099-12-31', '1969-12-31', '1970-01-01', '2026-13-01', '2026-04-31', '2026-4-1', '2026-04-02\n',
  'a'.repeat(40), 'a'.repeat(41), 'a'.repeat(200), 'a'.repeat(201), 'a'.repeat(400), 'a'.repeat(401), 'a'.repeat(1000), 'a'.repeat(1001), '😀'.repeat(200), 'é'.repeat(201),
  'a\u0000b', 'a\u0001b', 'a\tb', 'a\nb', 'a\rb', 'a\u007fb', 'a\u009fb', 'a\u00a0b', 'a\u200db', 'a\u200eb', 'a\u2029b', 'a\u202ab', 'a\u2028b', 'a\u202eb', 'a\u2067b',
  'a\u061cb', 'a\ufeffb', 'a\ufffdb', 'a\uffffb', 'a\ufdd0b', 'a\u{1fffe}b', 'a\u{1fffd}b', 'a\u{10ffff}b', [], {}, ['x'], [[]], { value: 'unknown', basis: 'unknown' }, { x: 1 }];

// The document with one place changed. Only what lies on the way to it is copied: tens of thousands are made.
function change(document, all, place, what) {
  const way = all[place], key = way.at(-1), copy = copied(document);
  const container = way.slice(0, -1).reduce((value, step) => (value[step] = copied(value[step])), copy), value = container[key];
  if (what === 'drop') {
    if (Array.isArray(container)) container.splice(key, 1);
    else delete container[key];
  } else if (what === 'stranger') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) container[key] = { [key]: value };
    else container[key] = { ...value, stranger: 'x' };
  } else if (what === 'repeat') {
    if (Array.isArray(container)) container.push(value);
    else container[key] = [value, value];
  } else if (what === 'many') {
    if (Array.isArray(value)) container[key] = [...value, ...Array.from({ length: Math.max(0, 33 - value.length) }, (_, i) => value[0] ?? `x${i}`)];
    else container[key] = Array(9).fill(value);
  } else if (what === 'swap') {
    container[key] = found(document, all[random(all.length)]);
  } else {
    container[key] = what;
  }
  return copy;
}

function* changed(document, wanted) {
  const all = places(document);
  for (let place = 0; place < all.length; place++) {
    for (const what of ['drop', 'stranger', 'repeat', 'many', 'swap']) yield change(document, all, place, what);
  }
  for (let i = 0; i < wanted; i++) {
    let copy = change(document, all, random(all.length), others[random(others.length)]);
    if (random(3) === 0) {
      const now = places(copy);
      copy = change(copy, now, random(now.length), ['drop', 'swap', others[random(others.length)]][random(3)]);
    }
    yield copy;
  }
}

// --- the comparison ------------------------------------------------------------------------------

function compare(kind, schemaFile, documents) {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(read(schemaFile));
  const files = judge(kind, documents.map((d) => d.document));
  documents.forEach((d, i) => {
    ok(validate(d.document), `${d.name} fits ${schemaFile}`, JSON.stringify(validate.errors));
    ok(files[i] === 'ok', `${d.name} is taken by the program`, files[i]);
  });
  const seen = { ok: 0, meaning: 0, shape: 0, other: 0 };
  const differing = [];
  let made = 0, judged = 0;
  for (const { document: from, wanted = 4000 } of documents) { // one after the other: together they are too long for one text
    const tried = [...changed(from, wanted)], answers = judge(kind, tried);
    made += tried.length;
    judged += answers.length;
    tried.forEach((document, i) => {
      const word = answers[i].split(' ')[0];
      seen[word in seen ? word : 'other']++;
      // A text that JSON can write but the parser refuses (U+0000) is refused by the schema as well.
      if (validate(document) !== (word === 'ok' || word === 'meaning')) {
        differing.push(`${answers[i]}; ajv: ${JSON.stringify(validate.errors?.[0] ?? 'accepts')}; ${JSON.stringify(document).slice(0, 3000)}`);
      }
    });
  }
  ok(judged === made, `${made} changed documents are judged (seed ${seed})`);
  ok(differing.length === 0, `program and schema agree on each (${JSON.stringify(seen)})`, `${differing.length} differ`, ...differing.slice(0, 5));
  ok(seen.ok > 50 && seen.meaning > 50 && seen.shape > 1000, 'and there were enough of every kind');
}

if (!existsSync(program)) {
  console.log(`Bail out! ${program} is not built: make test-programs`);
  process.exit(1);
}
const shipped = (folder) => readdirSync(join(root, 'schemas', folder)).filter((f) => f.endsWith('.json')).sort()
  .map((f) => ({ name: f, document: read(folder, f), wanted: 1000 })); // long, and much alike
compare('agreement', 'agreement.schema.json',
  [...shipped('agreements'), { name: 'a document that uses everything', document: everything }, { name: 'one that says little', document: silent }, { name: 'a vision', document: vision }]);

// What the vectors say that the program refuses, and with which of two words, fits the schema or not.
function at(document, row) {
  const copy = structuredClone(document), steps = row.at.split(/[.[\]]+/).filter(Boolean), last = steps.pop();
  const place = steps.reduce((value, step) => value[step], copy);
  if (row.remove) delete place[last];
  else place[last] = row.set;
  return copy;
}
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(read('agreement.schema.json'));
const refused = vectors.negative.map((row) => at(everything, row));
judge('agreement', refused).forEach((answer, i) => {
  const row = vectors.negative[i], shape = row.code === 'agreement-format';
  ok(answer === `${shape ? 'shape' : 'meaning'} ${row.path}`, `refused: ${row.because}`, answer);
  ok(validate(refused[i]) === !shape, `and the schema ${shape ? 'refuses' : 'takes'} it`, JSON.stringify(validate.errors));
});
compare('calendar', 'calendar.schema.json', shipped('calendars').map((d) => ({ ...d, wanted: 4000 })));

// Every member and every word of the format is explained, in both languages.
function names(schema, out = new Set()) {
  if (Array.isArray(schema)) for (const part of schema) names(part, out);
  else if (schema && typeof schema === 'object') {
    for (const name of Object.keys(schema.properties ?? {})) out.add(name);
    for (const word of [...(schema.enum ?? []), schema.const].filter((w) => typeof w === 'string')) out.add(word);
    for (const part of Object.values(schema)) names(part, out);
  }
  return out;
}
const wanted = [...names(read('agreement.schema.json'))].filter((name) => !/^C[0-9]/.test(name));
for (const page of ['AGREEMENTS.md', 'AGREEMENTS.nl.md']) {
  const code = readFileSync(join(root, 'schemas', page), 'utf8').match(/`[^`]+`/g).join(' ');
  const missing = wanted.filter((name) => !new RegExp(`(?<![a-z0-9_])${name.replace(/[/.]/g, '\\$&')}(?![a-z0-9_])`).test(code));
  ok(missing.length === 0, `${page} explains all ${wanted.length} names of the format`, missing.join(', '));
}

// Section 2 lists which members are rules, that is objects with a value and a basis: those of the schema, no others.
const schema = read('agreement.schema.json'), rules = new Set();
const resolved = (part) => (part?.$ref ? resolved(schema.$defs[part.$ref.replace('#/$defs/', '')]) : part);
const forms = (part) => [resolved(part), ...['oneOf', 'anyOf', 'allOf'].flatMap((word) => (resolved(part)?.[word] ?? []).flatMap(forms))];
(function look(part, above) {
  for (const form of forms(part).filter((f) => f && !above.includes(f))) {
    if (form.items) look(form.items, [...above, form]);
    for (const [name, member] of Object.entries(form.properties ?? {})) {
      if (forms(member).some((f) => f?.properties?.value && f.properties.basis)) rules.add(name);
      look(member, [...above, form]);
    }
  }
})(schema, []);
const listed = readFileSync(join(root, 'schemas/AGREEMENTS.md'), 'utf8').match(/Rules are these members[^.]*\./)[0].match(/`[^`]+`/g).map((name) => name.slice(1, -1));
ok(listed.join() === [...rules].sort().join(), 'AGREEMENTS.md lists which members are rules', listed.join(' '), [...rules].sort().join(' '));
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
