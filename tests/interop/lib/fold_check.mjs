// Compares what the second fold makes of a history with what the program made of it.
import { instant, seconds } from '../verifier/bytes.mjs';
import { parse } from '../verifier/canon.mjs';
import { NEVER } from '../verifier/calendar.mjs';
import { Case } from '../verifier/fold.mjs';
import { is, note } from './tap.mjs';

const when = (t) => (t === NEVER ? 'never' : Number.isFinite(t) ? instant(t) : '-');

function eventLine(all, e) {
  return ['event', e.id, e.org, e.type ?? '-', all.state.leftOut.includes(e) ? 'left-out' : e.verdict, e.reason ?? '-', e.past.size, when(e.rec), e.verdict === 'valid' && !all.state.leftOut.includes(e) ? when(e.eff) : '-'].join(' ');
}
const claimLine = (c) => ['claim', ['closed', 'nobody'].includes(c.holder) ? c.holder : 'org', ['closed', 'nobody'].includes(c.holder) ? c.writer : c.holder, c.id, when(c.start), when(c.end), c.byRule ? 'by-rule' : 'by-act'].join(' ');
const offerLine = (o) => ['offer', o.id, o.stages.at(-1).move, when(o.delivery), when(o.d1), when(o.e1), when(o.lapse), when(o.signed), when(o.start), when(o.over)].join(' ');
// Only what is valid counts from an instant; the rest has none worth comparing.
const isValid = (w) => w[4] === 'valid';
// The same words of a line of the dump.
function ofDump(line) {
  const w = line.split(' ');
  if (w[0] === 'event') return [...w.slice(0, 8), w[4] === 'pending' ? null : isValid(w) ? w[8] : '-'].filter((x) => x !== null && x !== undefined).join(' ');
  if (w[0] === 'claim') return ['claim', w[2], w[3], w[4], w[5], w[6], w[8]].join(' ');
  if (w[0] === 'offer') return ['offer', w[1], w[2], w[5], w[6], w[7], w[8], w[9], w[10], w[11]].join(' ');
  if (w[0] === 'escalation') return ['escalation', w[1], w[3], w[4]].join(' ');
  return ['party', 'wait', 'settlement', 'finding'].includes(w[0]) ? line : null;
}

const settlementLine = (view, p) => {
  const signed = new Set([p.org, ...view.agreements(p).map((a) => a.org)]), signers = sorted(p.signers);
  return ['settlement', p.id, view.effective.includes(p) ? 'effective' : 'waits', ...signers, '/', ...signers.filter((s) => !signed.has(s)), ...(p.bound.length ? ['/', 'bound', ...sorted(p.bound)] : [])].join(' ');
};
const escalationLine = (x) => ['escalation', x.id, when(x.from), when(x.until)].join(' ');
const findingLine = (f) => ['finding', f.name, f.event, f.about ?? '-', when(f.from), when(f.until)].join(' ');
const waitLine = (w) => ['wait', w.start.id, when(w.from), when(w.until), w.counts ? 'counts' : 'shown'].join(' ');
const sorted = (ids) => [...ids].sort((a, b) => Buffer.compare(Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url')));

// v: {name, case, events, tenures, dump}, facts of the events in hex; makeContext(facts of all events) gives the
// texts that they name. The case if both folds say the same, else null.
export function check(v, makeContext) {
  const events = v.events.map((e) => ({ ...e, facts: e.facts ? parse(Buffer.from(e.facts, 'hex'), 'facts') : null }));
  const all = new Case(v.case, events, makeContext(events.map((e) => e.facts))), { state } = all;
  const mine = [...all.events.map((e) => eventLine(all, e)), ...all.pending.map((e) => `event ${e.id} ${e.org} ${e.facts?.type ?? '-'} pending -`),
    ...state.offers.flatMap((o) => o.waits.map(waitLine)), ...state.escalations.map(escalationLine), ...state.valid.filter((e) => e.type === 'settle' && e.facts.from).map((p) => settlementLine(state, p)),
    ...state.claims.map(claimLine), ...state.offers.map(offerLine), ...state.findings().map(findingLine), ...[...state.parties].map(([org, role]) => `party ${org} ${role}`)].sort();
  const good = is(mine, v.dump.map(ofDump).filter(Boolean).sort(), `${v.name}: verdicts, claims, offers, waits, settlements, parties, findings`);
  if (!good) {
    const want = new Set(v.dump.map(ofDump).filter(Boolean));
    for (const line of mine) if (!want.has(line)) note(`mine ${line}`);
    for (const line of want) if (!mine.includes(line)) note(`want ${line}`);
  }
  const wrong = [];
  for (const t of v.tenures) {
    const from = seconds(t.from), until = t.until === 'never' ? NEVER : seconds(t.until), points = [from, until === NEVER ? from + 1e8 : until - 1, ...state.boundaries().filter((b) => b > from && b < until)];
    const want = { state: t.state, certainty: t.certainty, holders: t.holders, candidates: t.candidates, last: t.last, missing: [...new Set(t.missing)].sort() };
    for (const p of points) {
      const got = state.answer(p);
      if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${instant(p)} ${JSON.stringify(got)} not ${JSON.stringify(want)}`);
    }
  }
  return is(wrong, [], `${v.name}: every answer`) && good ? all : null;
}
