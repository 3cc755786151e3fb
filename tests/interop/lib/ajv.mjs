// JSON Schema for tests: the schemas of schemas/, checked by Ajv, which `make check` installs under
// build/node. Schemas are draft 2020-12 and may refer to each other by $id.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const build = resolve(process.env.BUILD ?? 'build');
const { Ajv2020 } = createRequire(join(build, 'node', 'package.json'))('ajv/dist/2020.js');

const day = (text) => {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts[0] < 1600) return false;
  const date = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2]));
  return date.getUTCMonth() === parts[1] - 1 && date.getUTCDate() === parts[2];
};

// Texts of FORMAT.md 1.2, for "format" in a schema.
const formats = {
  date: day,
  'date-time': (text) => /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(text) && text >= '1970' && day(text.slice(0, 10)),
  hash: /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/,
};

// The keyword "sorted" of our schemas: ascending without repetition, hashes by their bytes; of objects by
// the hash in the member named ("hash_member": the member "hash"); "text": texts by their bytes.
const key = { hash: (x) => x, org: (x) => x?.org, hash_member: (x) => x?.hash };
function sorted(by, list) {
  if (by === 'text') return list.every((x, i) => i === 0 || Buffer.compare(Buffer.from(`${list[i - 1]}`), Buffer.from(`${x}`)) < 0);
  const keys = list.map(key[by]).map((x) => Buffer.from(typeof x === 'string' ? x : '', 'base64url'));
  return keys.every((x, i) => i === 0 || Buffer.compare(keys[i - 1], x) < 0);
}

// Every *.schema.json under `folder`, as [path, schema].
export function schemas(folder = 'schemas') {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.schema.json')).sort()
    .map((name) => [join(folder, name), JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
}

// An Ajv that knows all schemas of `folder`; strict, so that a slip in a schema is an error. Throws for
// a schema that is none.
export function checker(folder = 'schemas') {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true, formats });
  ajv.addKeyword({ keyword: 'sorted', type: 'array', schemaType: 'string', validate: sorted });
  for (const [path, schema] of schemas(folder)) ajv.addSchema(schema, schema.$id ?? path);
  return ajv;
}

// What is wrong with `value` by the schema of this $id or path: a list of lines, empty if nothing.
export function problems(ajv, id, value) {
  const validate = ajv.getSchema(id);
  if (!validate) throw new Error(`no schema ${id}`);
  return validate(value) ? [] : validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}
