// The JSON Schemas of directory facts agree with the golden vectors that the program is held to.
import fs from 'node:fs';
import { checker, problems } from './lib/ajv.mjs';
import { done, is, ok } from './lib/tap.mjs';

const ajv = checker();
const { positive, negative } = JSON.parse(fs.readFileSync(new URL('../../schemas/vectors/directory.json', import.meta.url)));
const parse = (v) => JSON.parse(Buffer.from(v.facts, 'hex'));
const types = ['roster', 'inbox', 'adopt', 'adopt.end', 'fork', 'calendar', 'succeed'];

for (const v of positive) {
  const facts = parse(v);
  if (v.type !== 'unknown') is(problems(ajv, `urn:vs:facts:${v.type}:1`, facts), [], v.name);
  else for (const t of types) ok(problems(ajv, `urn:vs:facts:${t}:1`, facts).length > 0, `${v.name}: not of version 1, ${t}`);
}
for (const v of negative.filter((n) => n.reason === 'json-schema')) {
  if (v.name === 'inbox key of zeros') continue; // what a curve accepts, no schema can say
  const facts = parse(v), t = types.includes(facts.type) ? facts.type : v.name.split(' ')[0];
  ok(problems(ajv, `urn:vs:facts:${t}:1`, facts).length > 0, v.name);
}
done();
