// A second fold, written plainly from FOLD.md and FORMAT.md 9, against the golden vectors: verdicts,
// claims, offers, and the answer at every boundary.
import { readFileSync } from 'node:fs';
import { done, is, note, ok } from './lib/tap.mjs';
import { instant, seconds } from './verifier/bytes.mjs';
import { parse } from './verifier/canon.mjs';
import { NEVER } from './verifier/calendar.mjs';
import { Case } from './verifier/fold.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../schemas/${path}`, import.meta.url)));
const vectors = process.env.FOLD_VECTORS ? JSON.parse(readFileSync(process.env.FOLD_VECTORS)) : read('vectors/fold.json');
const document = (d) => (typeof d === 'string' ? read(d) : d);
const agreement = document(vectors.agreement), calendar = document(vectors.calendar);
const when = (t) => (t === NEVER ? 'never' : Number.isFinite(t) ? instant(t) : '-');

function context(v) {
  const offers = v.events.map((e) => e.facts).filter((f) => f?.type === 'handover.offer'), calendars = new Map(), agreements = new Map();
  for (const o of offers) {
    if (o.calendar) calendars.set(o.calendar, calendar);
    for (const u of o.under ?? []) agreements.set(u.hash, agreement);
  }
  return { agreements, calendars, adoptions: new Map(vectors.adoptions.map((a) => [a.leaf, a])) };
}
function eventLine(e) {
  return ['event', e.id, e.org, e.type ?? '-', e.verdict, e.reason ?? '-', e.past.size, when(e.rec), when(e.eff)].join(' ');
}
const claimLine = (c) => ['claim', ['closed', 'nobody'].includes(c.holder) ? c.holder : 'org', ['closed', 'nobody'].includes(c.holder) ? c.writer : c.holder, c.id, when(c.start), when(c.end), c.byRule ? 'by-rule' : 'by-act'].join(' ');
const offerLine = (o) => ['offer', o.id, o.rule.move, when(o.delivery), when(o.d1), when(o.e1), when(o.lapse), when(o.signed), when(o.start), when(o.over)].join(' ');
// The same words of a line of the dump.
function ofDump(line) {
  const w = line.split(' ');
  if (w[0] === 'event') return line;
  if (w[0] === 'claim') return ['claim', w[2], w[3], w[4], w[5], w[6], w[8]].join(' ');
  if (w[0] === 'offer') return ['offer', w[1], w[2], w[5], w[6], w[7], w[8], w[9], w[10], w[11]].join(' ');
  return w[0] === 'party' ? line : null;
}

export function check(v) {
  const events = v.events.map((e) => ({ ...e, facts: e.facts ? parse(Buffer.from(e.facts, 'hex'), 'facts') : null }));
  const all = new Case(v.case, events, context({ events })), { state } = all;
  const mine = [...all.events.map(eventLine), ...state.claims.map(claimLine), ...state.offers.map(offerLine), ...[...state.parties].map(([org, role]) => `party ${org} ${role}`)].sort();
  const good = is(mine, v.dump.map(ofDump).filter(Boolean).sort(), `${v.name}: verdicts, claims, offers, parties`);
  if (!good) {
    const want = new Set(v.dump.map(ofDump).filter(Boolean));
    for (const line of mine) if (!want.has(line)) note(`mine ${line}`);
    for (const line of want) if (!mine.includes(line)) note(`want ${line}`);
  }
  const wrong = [];
  for (const t of v.tenures) {
    const from = seconds(t.from), until = t.until === 'never' ? NEVER : seconds(t.until), points = [from, until === NEVER ? from + 1e8 : until - 1, ...state.boundaries().filter((b) => b > from && b < until)];
    const want = { state: t.state, certainty: t.certainty, holders: t.holders, candidates: t.candidates, last: t.last, missing: [...t.missing].sort() };
    for (const p of points) {
      const got = state.answer(p);
      if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${instant(p)} ${JSON.stringify(got)} not ${JSON.stringify(want)}`);
    }
  }
  return is(wrong, [], `${v.name}: every answer`) && good;
}
for (const v of vectors.positive) check(v);
ok(vectors.positive.length >= 8, 'there are vectors');
done();
