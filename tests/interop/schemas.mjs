// Every JSON Schema of the project is one, compiles in strict mode, and the helpers that other tests
// use tell right from wrong.
import { checker, problems, schemas } from './lib/ajv.mjs';
import { done, is, ok, throws } from './lib/tap.mjs';

const ajv = checker();

for (const [path, schema] of schemas()) {
  is(schema.$schema, 'https://json-schema.org/draft/2020-12/schema', `${path} says which draft it is`);
  let why = '';
  try {
    ajv.getSchema(schema.$id ?? path);
  } catch (error) {
    why = error.message;
  }
  is(why, '', `${path} is a schema`);
}

ajv.addSchema({
  $id: 'test', type: 'object', additionalProperties: false,
  properties: { at: { type: 'string', format: 'date-time' }, on: { type: 'string', format: 'date' }, id: { type: 'string', format: 'hash' } },
});
is(problems(ajv, 'test', { at: '2026-04-02T14:10:00Z', on: '2024-02-29', id: 'A'.repeat(43) }), [], 'a good value has no problems');
for (const bad of [
  { at: '2026-04-02T14:10:00+00:00' }, { at: '2026-04-02T24:00:00Z' }, { at: '2026-02-30T00:00:00Z' }, { at: '1969-12-31T23:59:59Z' },
  { on: '2023-02-29' }, { on: '1599-12-31' }, { on: '2026-1-1' }, { id: 'A'.repeat(42) }, { id: 'A'.repeat(42) + 'B' }, { other: 1 },
]) ok(problems(ajv, 'test', bad).length > 0, `refused: ${JSON.stringify(bad)}`);
throws(() => problems(ajv, 'none', {}), /no schema/, 'an unknown schema is an error');
throws(() => { ajv.addSchema({ $id: 'slip', type: 'object', propertys: {} }); ajv.getSchema('slip'); }, /strict mode/, 'a slip in a schema is an error');
done();
