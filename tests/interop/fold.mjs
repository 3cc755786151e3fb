// A second fold, written plainly from FOLD.md and FORMAT.md 9, against the golden vectors: verdicts,
// claims, offers, and the answer at every boundary. histories.mjs does the same over random histories.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { done, is, ok } from './lib/tap.mjs';
import { check } from './lib/fold_check.mjs';
import { Case } from './verifier/fold.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../schemas/${path}`, import.meta.url)));
const vectors = read('vectors/fold.json'), calendar = read(vectors.calendar);

// A text is a shipped profile, or one with other members, and another first direction.
function textOf({ of, members, direction }) {
  const base = read(`agreements/${of}.json`), [first, ...others] = base.transfer;
  return { ...base, ...members, transfer: [{ ...first, ...direction }, ...others] };
}
function context(facts, { agreements, adoptions }) {
  const calendars = new Map(facts.filter((f) => f?.calendar).map((f) => [f.calendar, calendar]));
  return { agreements: new Map(agreements.map((a) => [a.hash, textOf(a)])), calendars, adoptions: new Map(adoptions.map((a) => [a.leaf, { ...a, made: a.made ? Date.parse(a.made) / 1000 : 0, ends: a.end && [a.end] }])) };
}
for (const v of vectors.positive) check(v, (facts) => context(facts, v.agreements ? v : vectors));
ok(vectors.positive.length >= 15, 'there are vectors');

// A case that is too large (2.1), as in tests/unit/core_casework/t_limits.c.
const id = (n) => createHash('sha256').update(`${n}`).digest('base64url'), [a, b] = [id('a'), id('b')];
const at = '2026-09-21T12:00:00Z', note = { v: 1, type: 'note', at, made: at, heads: [], case: id(0) };
const opening = { v: 1, type: 'case.open', at, made: at, takes: true, parties: [{ org: a, role: 'full' }] };
const flood = Array.from({ length: 5799 }, (_, n) => ({ id: id(n + 2), org: b, feed: id(`f${n}`), index: 0, facts: note }));
const large = new Case(id(0), [{ id: id(0), org: a, feed: id('fa'), index: 0, facts: opening }, { id: id(1), org: a, feed: id('fa'), index: 1, facts: note }, ...flood], context([], vectors));
const { state, certainty, missing, last } = large.state.answer(Date.parse(at) / 1000);
is(JSON.stringify([state, certainty, missing, last]), JSON.stringify(['open', 'undetermined', ['too-large'], [a]]), 'nobody can say who holds a case that is too large');
is(large.state.findings().filter((f) => f.name === 'over-limit').map((f) => flood.some((e) => e.id === f.event)).join(), 'true', 'who made it so is named, not whose history has most');
is(large.pending.length, flood.length, 'and only the one that opened the case is folded');
done();
