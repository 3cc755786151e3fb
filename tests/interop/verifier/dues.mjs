// AGREEMENTS.md 4b: the terms of a case at an instant, and how each was kept.
import { NEVER, atLocal, dayOf, localDay, termEnds } from './calendar.mjs';
import { ladderOf } from './fold.mjs';
import { inForce } from './rule.mjs';

const KINDS = { assessment: 'assessment', trajectory: 'trajectory', first_contact: 'first-contact', contact: 'contact', monitoring: 'monitoring', feedback: 'feedback' };
const SURENESS = { surely: 2, possibly: 1, false: 0 };
const least = (list) => Math.min(NEVER, ...list);
const isMonitoring = (e) => e.type.startsWith('monitoring.') || (e.type === 'contact' && e.facts.kind === 'monitoring');
const KEEPS = {
  assess: (e) => e.type === 'assess', trajectory_end: (e) => e.type === 'trajectory.end', contact: (e) => e.type === 'contact', monitoring: isMonitoring,
  accept: (e) => ['handover.accept', 'pickup'].includes(e.type), handover: (e) => e.type === 'handover.offer', closing: (e) => e.type === 'close', nothing: () => false, unknown: () => false,
};
const BEGINS = { assessment: 'assess', trajectory_start: 'trajectory.start', escalation: 'escalate', closing: 'close' };
const isOpen = (view, t) => view.activeAt(t).some((c) => c.holder !== 'closed');
const holds = (view, org, t) => view.activeAt(t).some((c) => c.holder === org);
function monitors(view, org, t) {
  const last = (type) => Math.max(-1, ...view.valid.filter((e) => e.org === org && e.type === type && e.rec <= t).map((e) => e.rec));
  return last('monitoring.start') > last('monitoring.end');
}

// --- terms of a text ------------------------------------------------------------------------------
// duties: [{org, role, text, calendar, since, ended}], days; a list in the order in which the reader learned of them.
const covers = (d, day) => d.since <= day && day < d.ended;
const sureness = (d, day) => (covers(d, day) ? SURENESS[inForce(d.text, day)] : 0);
function applies(duty, duties, day) {
  const mine = sureness(duty, day), better = (d) => sureness(d, day) > mine || (sureness(d, day) === mine && (d.since > duty.since || (d.since === duty.since && duties.indexOf(d) > duties.indexOf(duty))));
  return mine > 0 && !duties.some((d) => d !== duty && d.org === duty.org && d.role === duty.role && better(d));
}
function settled(view) {
  const given = (c) => c.event.type === 'settle' && !['closed', 'nobody'].includes(c.holder) && c.start < c.end;
  const reaches = (c) => view.claims.some((x) => x.holder === c.holder && x.start < c.start && x.end >= c.start);
  return view.claims.filter((c) => given(c) && !reaches(c)).map((c) => ({ at: c.start, event: c.event, writer: c.holder, receiver: c.holder }));
}
// Whether the case began with a report; undefined: the opening does not say.
const opening = (view) => view.valid.filter((e) => e.id === view.all.id);
const reported = (view) => { const origin = opening(view)[0]?.facts.origin; return origin && ['report', 're_report', 'follow_up_report'].includes(origin); };
const ofAct = (e) => ({ at: e.at, event: e, writer: e.org });
// Of a length without a start: what ends with the assessment runs from the report, what ends with the trajectory from
// its start; it may count from the report.
function unsaid(view, ends) {
  const [report] = opening(view), told = reported(view);
  const list = { assess: told === false ? [] : opening(view), trajectory_end: view.valid.filter((e) => e.type === 'trajectory.start') }[ends] ?? [];
  return list.map(ofAct).map((b) => ({ ...b, first: told || (told === undefined && b.writer === report.org) ? Math.min(b.at, report.at) : b.at }));
}
function beginnings(view, { starts, ends }) {
  const start = starts.value;
  if (start === 'unknown') return unsaid(view, ends.value);
  if (start === 'receipt') return reported(view) === false ? [] : opening(view).map(ofAct);
  if (BEGINS[start]) {
    const decides = (e) => start !== 'assessment' || ends.value !== 'trajectory_end' || ['conditions_service', 'investigation'].includes(e.facts.outcome);
    return view.valid.filter((e) => e.type === BEGINS[start] && decides(e)).map(ofAct);
  }
  if (!['handover', 'transfer', 'acceptance'].includes(start)) return [];
  const at = (o) => (start === 'handover' ? o.event.rec : start === 'transfer' ? o.start : least(o.signings().map((a) => a.at)));
  const first = (o) => (start === 'acceptance' ? inOrder(view, o.signings()).reduce((a, b) => (b.at < a.at ? b : a)) : o.event);
  return [...(start === 'transfer' ? settled(view) : []), ...view.offers.filter((o) => at(o) !== NEVER).map((o) => ({ at: at(o), event: first(o), writer: o.giver, receiver: o.receiver, offer: o }))];
}
const inOrder = (view, list) => [...list].sort((a, b) => view.all.events.indexOf(a) - view.all.events.indexOf(b));
// To assess, to end a trajectory and to tell the reporter is nobody's but of who began it; so is all of an opening that does not say whether it is a report.
const isOfWriter = (view, term) => ['assess', 'trajectory_end'].includes(term.ends.value) || term.id === 'feedback' || (term.starts.value === 'receipt' && reported(view) === undefined);
function binds(view, b, term, duty, duties) {
  const { org } = duty, day = localDay(b.at);
  if (!applies(duty, duties, day) || (term.id === 'feedback' && reported(view) === false)) return false;
  if (b.receiver && term.ends.value === 'contact') return b.receiver === org;
  if (b.receiver && term.ends.value === 'monitoring' && b.receiver === org) return false;
  if (b.offer) return [b.offer.giver, b.offer.receiver].includes(org);
  return b.writer === org || (!isOfWriter(view, term) && !duties.some((d) => d.org === b.writer && d.text === duty.text && d.role === duty.role && covers(d, day)));
}
function standing(view, term, duty, b) {
  const start = term.starts.value, { org } = duty, monitoring = term.ends.value === 'monitoring';
  if (term.id === 'feedback' || start === 'closing') return () => true;
  // A term in law that was missed while it held the case stays missed, whoever holds it since.
  const missed = (t, end) => term.length.nature === 'statutory' && !['nothing', 'unknown'].includes(term.ends.value) && end <= t && holds(view, org, end - 1) && isOpen(view, t);
  const own = ['unknown', 'receipt', 'assessment', 'trajectory_start'].includes(start) && b.writer === org && !monitoring;
  if (own || (start === 'transfer' && b.receiver === org)) return (t, end) => holds(view, org, t) || missed(t, end);
  return (t) => isOpen(view, t) || (monitoring && monitors(view, org, t));
}
function* runsOf(view, term, duty, duties) {
  const by = (a, b) => a.at - b.at, position = (e) => view.all.events.indexOf(e);
  const acts = inOrder(view, view.valid.filter((e) => e.org === duty.org && KEEPS[term.ends.value](e))).sort(by);
  const list = beginnings(view, term).sort((a, b) => by(a, b) || position(a.event) - position(b.event)), unseen = ['nothing', 'unknown'].includes(term.ends.value);
  let free = -Infinity;
  for (const b of list) {
    if (b.at <= free || !binds(view, b, term, duty, duties)) continue;
    const stands = standing(view, term, duty, b), nothing = b.offer && term.starts.value === 'handover' && b.offer.start === NEVER && b.offer.ended ? b.offer.over : NEVER;
    for (let since = b.at, first = b.first ?? b.at, from = b.at, event = b.event, next = (e) => e.at >= b.at; ;) {
      const keeper = acts.find(next), { end, ...its } = termEnds(duty.calendar, since, term.length);
      const earliest = first < since ? Math.min(its.earliest, termEnds(duty.calendar, first, term.length).earliest) : its.earliest;
      yield { kind: KINDS[term.id] ?? 'term', term: term.id, org: duty.org, event: event.id, since, from, end, earliest, keeper, unseen, stands, until: least([nothing, keeper ? keeper.rec : NEVER]) };
      free = keeper ? keeper.at : NEVER;
      if (!keeper || term.repeats !== true || keeper.type === 'monitoring.end') break;
      const after = keeper.at;
      [since, first, from, event, next] = [after, after, keeper.rec, keeper, (e) => e.at > after];
    }
  }
}

// --- terms of an offer ----------------------------------------------------------------------------
// The direction of its text that gives its rule.
function directionOf(o, { single }) {
  if (!single) return null;
  const [from, to] = o.event.facts.kind === 'return' ? [...single.roles].reverse() : single.roles;
  return single.profile.transfer.find((t) => t.from === from && t.to === to) ?? null;
}
function* ofOffer(view, o) {
  const { event } = o, limit = (rule, name) => { const term = directionOf(o, rule)?.[name]; return term?.value === 'delay' ? (from) => termEnds(o.calendarOf(rule), from, term) : null; }, earliest = (list) => inOrder(view, list).reduce((a, b) => (!a || b.rec < a.rec ? b : a), undefined);
  const row = (kind, from, keeper, more) => ({ kind, term: '', org: o.receiver, event: o.id, since: from, from, keeper, ...more, until: least([more.until ?? NEVER, keeper ? keeper.rec : NEVER]) });
  const always = () => true, open = (t) => isOpen(view, t);
  const refusal = limit(o.stages[0], 'refusal_term'), giving = o.start !== NEVER && event.facts.kind === 'handover' ? limit(o.ruleAt(o.start), 'return_term') : null;
  if (refusal) yield row('refuse-by', event.rec, earliest(o.refusals.filter((r) => r.org === o.receiver)), { ...refusal(event.rec), unseen: true, stands: always, until: Math.min(o.start, o.ended ? o.over : NEVER), objection: true });
  if (giving) {
    const returns = view.offers.filter((r) => r.event.facts.kind === 'return' && r.giver === o.receiver && r.event.rec >= o.start).map((r) => r.event);
    yield row('return-by', o.start, earliest(returns), { ...giving(o.start), unseen: true, stands: (t) => holds(view, o.receiver, t), objection: true });
  }
  const end = event.facts.first_contact && atLocal(dayOf(event.facts.first_contact) + 1, 0);
  if (end > event.rec) yield row('first-contact', event.rec, earliest(view.valid.filter((e) => e.type === 'contact' && e.org === o.receiver && e.at >= event.rec)), { end, earliest: end, stands: open, until: o.start === NEVER && o.ended ? o.over : NEVER });
}
function* ofEscalation(view, x) {
  const o = view.offers.find((y) => y.id === x.about), rule = o?.ruleAt(x.from), level = rule?.single ? ladderOf(rule.single, x).find((l) => l.level === x.event.facts.level) : undefined;
  if (level?.answer.value !== 'delay') return;
  const asked = { giver: [o.giver], receiver: [o.receiver], both: [o.giver, o.receiver] }[level.answered_by.value] ?? [], higher = least(view.valid.filter((e) => e.type === 'escalate' && e.facts.next_of === x.id).map((e) => e.rec));
  for (const org of asked.filter((a) => a !== x.org)) {
    const keeper = inOrder(view, view.valid.filter((e) => e.type === 'escalate.answer' && e.org === org && e.facts.re === x.id)).reduce((a, b) => (!a || b.rec < a.rec ? b : a), undefined);
    yield { kind: 'reply', term: '', org, event: x.id, since: x.from, from: x.from, keeper, ...termEnds(o.calendarOf(rule), x.from, level.answer), stands: () => true, until: least([x.until, higher, keeper ? keeper.rec : NEVER]) };
  }
}

// --- how they were kept ---------------------------------------------------------------------------
function stateBy(row, now, end) {
  if (row.keeper && row.keeper.rec <= now) return row.keeper.rec < end ? 'kept' : row.keeper.at < end ? 'recorded-late' : 'late';
  if (row.objection) return null;
  const last = row.end <= now ? row.end - 1 : now;
  if (row.until <= last || !row.stands(last, row.end)) return 'lapsed';
  return now < end ? 'runs' : row.unseen ? 'unseen' : 'past';
}
export function rowsOf(view, duties) {
  // A term in law that was missed while it held the case stays missed, whoever holds it since.
  const missed = (t, end) => term.length.nature === 'statutory' && !['nothing', 'unknown'].includes(term.ends.value) && end <= t && holds(view, org, end - 1) && isOpen(view, t);
  const own = duties.filter((d) => view.parties.get(d.org) === 'full').flatMap((d) => (d.text.terms ?? []).filter((t) => t.role === d.role && t.length.value === 'delay').flatMap((t) => [...runsOf(view, t, d, duties)]));
  const rows = [...view.offers.flatMap((o) => [...ofOffer(view, o)]), ...view.escalations.flatMap((x) => [...ofEscalation(view, x)]), ...own];
  return rows.map((r) => ({ ...r, until: r.unseen ? Math.min(r.until, r.end) : r.until })).filter((r) => r.from < r.until);
}
export function termsAt(view, duties, now) {
  return rowsOf(view, duties).filter((r) => r.from <= now).map((r) => {
    const state = stateBy(r, now, r.end);
    return { ...r, state, perhaps: state !== null && state !== 'lapsed' && stateBy(r, now, r.earliest) !== state };
  }).filter((r) => r.state);
}
export const dutiesOf = (adoptions, self, texts, calendars) => adoptions.flatMap((a) => {
  const mine = adoptions.find((b) => b.org === self && b.profile === a.profile), text = texts.get(a.profile), end = (x) => (x.end ? dayOf(x.end) : NEVER);
  return mine && text ? [{ org: a.org, role: a.role, text, calendar: calendars.find((c) => c.id === text.calendar?.value) ?? null, since: Math.max(dayOf(a.from), dayOf(mine.from)), ended: Math.min(end(a), end(mine)) }] : [];
});
