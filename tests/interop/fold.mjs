// A second fold, written plainly from FOLD.md and FORMAT.md 9, against the golden vectors: verdicts,
// claims, offers, and the answer at every boundary. histories.mjs does the same over random histories.
import { readFileSync } from 'node:fs';
import { done, ok } from './lib/tap.mjs';
import { check } from './lib/fold_check.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../schemas/${path}`, import.meta.url)));
const vectors = read('vectors/fold.json'), agreement = read(vectors.agreement), calendar = read(vectors.calendar);

function context(facts) {
  const offers = facts.filter((f) => f?.type === 'handover.offer'), calendars = new Map(), agreements = new Map();
  for (const o of offers) {
    if (o.calendar) calendars.set(o.calendar, calendar);
    for (const u of o.under ?? []) agreements.set(u.hash, agreement);
  }
  return { agreements, calendars, adoptions: new Map(vectors.adoptions.map((a) => [a.leaf, a])) };
}
for (const v of vectors.positive) check(v, context);
ok(vectors.positive.length >= 8, 'there are vectors');
done();
