// FOLD.md, written plainly and without regard to speed: every view is a fold of its own, remembered by
// the set of events that it is made of.
import { seconds } from './bytes.mjs';
import { checkAuthority } from './authority.mjs';
import { NEVER, delayEnd } from './calendar.mjs';
import { isNewer } from './newer.mjs';
import { rulesOf } from './rule.mjs';

const min = (list) => Math.min(NEVER, ...list);
const max = (list) => Math.max(-Infinity, ...list);
export const covers = (span, t) => span.from <= t && t < span.until;

// Section 2.1: what is too much waits outside.
const FEED_MAX = 8192, EVENTS_MAX = 131072, PASTS_MAX = 2 ** 25;
function withinLimits(events, opening) {
  const histories = groupBy(events, historyOf);
  const kept = new Set(), told = [];
  const shares = new Map();
  const bytes = (list) => Buffer.from(list[0].feed, 'base64url'), branch = (list) => list[0].branch ?? 0;
  for (const list of [...histories.values()].sort((a, b) => Buffer.compare(bytes(a), bytes(b)) || branch(a) - branch(b))) {
    list.sort((a, b) => a.index - b.index);
    for (const e of list.slice(0, FEED_MAX)) kept.add(e);
    told.push(...list.slice(FEED_MAX, FEED_MAX + 1));
    const share = shares.get(list[0].org) ?? { org: list[0].org, events: 0, histories: 0, longest: [] };
    share.events += Math.min(list.length, FEED_MAX), share.histories++;
    if (Math.min(list.length, FEED_MAX) > share.longest.length) share.longest = list.slice(0, FEED_MAX);
    shares.set(share.org, share);
  }
  const tooLarge = kept.size > EVENTS_MAX || (kept.size + 2) * histories.size > PASTS_MAX;
  const weight = (share) => share.events * histories.size + share.histories * kept.size, id = (share) => Buffer.from(share.org, 'base64url');
  if (tooLarge) told.push([...shares.values()].sort((x, y) => weight(y) - weight(x) || Buffer.compare(id(x), id(y)))[0].longest.at(-1));
  const opener = events.find((e) => e.id === opening);
  const counts = (e) => kept.has(e) && (!tooLarge || (opener && historyOf(e) === historyOf(opener)));
  return { tooLarge, told, events: events.filter(counts), over: events.filter((e) => !counts(e)) };
}
const historyOf = (e) => `${e.feed} ${e.branch ?? 0}`;
function groupBy(list, key) {
  const groups = new Map();
  for (const e of list) groups.has(key(e)) ? groups.get(key(e)).push(e) : groups.set(key(e), [e]);
  return groups;
}

export class Case {
  // events: {id, org, feed, index, branch (of a forked feed; absent: 0), facts (null: unreadable), cut, ahead}; context: see rule.mjs, and calendars.
  constructor(id, events, context) {
    Object.assign(this, { id, context, byId: new Map(), views: new Map() });
    const all = [...new Map(events.map((e) => [e.id, { ...e }])).values()], limited = withinLimits(all, id);
    Object.assign(this, { tooLarge: limited.tooLarge, overLimit: limited.told });
    const here = limited.events, ids = new Map(here.map((e) => [e.id, e]));
    for (const e of here) {
      const branch = (x) => x.branch ?? 0, earlier = here.filter((x) => x.feed === e.feed && x.index < e.index).sort((a, b) => b.index - a.index);
      const before = earlier.find((x) => branch(x) === branch(e)) ?? earlier.find((x) => branch(x) === 0);
      e.causes = [...(e.facts?.heads ?? []), ...(before ? [before.id] : [])];
    }
    for (const e of here) {
      e.past = new Set();
      const queue = [...e.causes];
      while (queue.length) {
        const cause = queue.pop();
        if (!e.past.has(cause)) queue.push(...(ids.get(cause)?.causes ?? []));
        e.past.add(cause);
      }
    }
    this.pending = limited.over.concat(here.filter((e) => e.ahead || [...e.past].some((x) => !ids.has(x) || ids.get(x).ahead)));
    this.events = here.filter((e) => !this.pending.includes(e)).sort((a, b) => a.past.size - b.past.size || (Buffer.compare(Buffer.from(a.id, 'base64url'), Buffer.from(b.id, 'base64url'))));
    for (const e of this.events) this.byId.set(e.id, e);
    for (const e of this.events) this.judge(e);
    this.state = this.fold(new Set(this.byId.keys()), true);
  }
  judge(e) {
    const past = [...e.past].map((id) => this.byId.get(id));
    e.type = e.facts?.type ?? null;
    const made = e.facts ? seconds(e.facts.made) : 0;
    e.rec = max([made, ...past.map((x) => x.rec)]);
    e.at = !e.facts ? e.rec : e.facts.v !== 1 ? made : e.facts.at ? seconds(e.facts.at) : e.rec;
    if (!e.facts) {
      e.verdict = 'unreadable';
      e.eff = e.rec;
      return;
    }
    const view = this.fold(e.past, false);
    if (isNewer(e.facts)) {
      Object.assign(e, { verdict: 'unjudged', at: made, eff: e.rec, newer: view.parties.get(e.org) === 'full' });
      return;
    }
    e.front = view.activeAt(e.rec);
    const verdict = checkAuthority(this, e, view);
    e.verdict = verdict ? 'void' : 'valid';
    e.reason = verdict;
    e.eff = this.effOf(e, view);
    this.keep(e, view);
  }
  effOf(e, view) {
    const offer = this.byId.get(e.facts.re), opening = this.byId.get(this.id);
    switch (e.type) {
      case 'case.open': return e.at;
      case 'handover.accept': return max([e.at, offer?.at ?? -Infinity, opening?.at ?? -Infinity]);
      case 'pickup':
        return e.facts.re ? max([e.at, offer?.at ?? -Infinity, opening?.at ?? -Infinity]) : max([e.at, ...e.front.filter((c) => c.holder === 'nobody').map((c) => c.start)]);
      case 'waitlist.end': return max([e.at, offer?.at ?? -Infinity]);
      case 'reopen': return max([e.at, ...e.front.filter((c) => c.holder === 'closed').map((c) => c.start)]);
      case 'settle': return e.facts.agrees ? e.rec : seconds(e.facts.from);
      default: return e.rec;
    }
  }
  // What is taken from the view of an event, and never changes.
  keep(e, view) {
    if (e.type === 'handover.offer') {
      e.sources = e.front.filter((c) => c.holder === e.org).map((c) => c.id);
      e.rules = rulesOf(e, e.rec, this.context, [e, ...[...e.past].map((id) => this.byId.get(id))]);
    }
    const about = e.type === 'waitlist.start' ? e.facts.re : e.type === 'escalate' ? e.facts.about : null;
    if (about) e.sawOpen = view.offers.find((o) => o.id === about)?.openAt(e.rec) ?? false;
    if (e.type === 'settle' && e.facts.from) Object.assign(e, settlementView(e, view));
  }
  knows(e, id) { return e.past.has(id); }
  concurrent(a, b) { return a !== b && !a.past.has(b.id) && !b.past.has(a.id); }

  fold(ids, cuts) {
    const key = `${cuts} ${[...ids].sort().join()}`;
    if (!this.views.has(key)) this.views.set(key, new View(this, [...ids].map((id) => this.byId.get(id)), cuts));
    return this.views.get(key);
  }
}

// Whether a missing rule or a claim touches the closed stretch of time a to b.
const touches = (span, a, b) => span.from <= b && span.until > a;
// The steps of the ladder, if the text has them for an escalation of this reason.
export const ladderOf = ({ profile }, { event: { facts: { reason } } }) => {
  const { about = [], levels = [] } = profile?.escalation ?? {}, named = ['difference_of_view', 'not_picked_up'].includes(reason) ? reason : 'other';
  return about.length === 0 || about.includes(named) ? levels : [];
};
// The decision on which a proposal rests: {offer, decider, decision}, or null.
function rulingOf(p, view) {
  const { outcome, resolves = [] } = p.facts, order = (list) => [...list].sort((a, b) => Buffer.compare(Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url')));
  for (const id of order(resolves)) {
    const x = view.escalations.find((e) => e.id === id), o = x && p.past.has(id) && view.offers.find((y) => y.id === x.about);
    if (!o || x.until <= p.rec || ![o.giver, o.receiver].includes(outcome) || seconds(p.facts.from) < o.event.rec) continue;
    const rule = o.ruleAt(x.from), level = ladderOf(rule, x).find((l) => l.level === x.event.facts.level);
    const sides = [o.giver, o.receiver], decides = level?.decides.value, byRole = rule.profile ? sides.filter((_, i) => rule.roles[i] === decides) : [];
    const decider = decides === 'giver' ? o.giver : decides === 'receiver' ? o.receiver : byRole.length === 1 ? byRole[0] : null;
    if (!decider) continue;
    const answers = view.valid.filter((e) => e.type === 'escalate.answer' && e.facts.re === id), { answer } = level;
    const asked = sides.filter((s, i) => (x.org === decider || level.answered_by.value !== ['receiver', 'giver'][i]) && ![decider, x.org].includes(s));
    const mayGive = (e) => outcome === decider || e.rec <= seconds(p.facts.from);
    const over = answer.value === 'delay' ? view.termEnds(o, rule, answer, x.from) : NEVER;
    const decision = answers.find((e) => e.org === decider && e.facts.answer === 'decision' && mayGive(e) && (over <= e.rec || asked.every((s) => answers.some((y) => y.org === s && e.past.has(y.id)))));
    if (decision) return { offer: o, decider, decision };
  }
  return null;
}
export function settlementView(p, view) {
  const from = seconds(p.facts.from), { rec } = p;
  const active = view.claims.filter((c) => c.start <= rec && c.end > from && c.end > c.start);
  const outcome = p.facts.outcome, ruling = rulingOf(p, view), decided = ruling?.offer, signers = new Set(ruling ? [ruling.decider] : []), bound = new Set();
  const sign = (org, offer) => (decided && offer === decided && [decided.giver, decided.receiver].includes(org) ? bound : signers).add(org);
  const about = (c) => (decided && (c.id === decided.id || decided.sources.includes(c.id) || decided.withdrawals.some((w) => w.id === c.id)) ? decided : null);
  const holderOf = (c) => (c.holder === 'closed' ? c.writer : c.holder);
  if (outcome !== 'closed') sign(outcome, decided);
  for (const c of active) if (c.holder !== 'nobody') sign(holderOf(c), about(c));
  const missing = view.missing.filter((s) => view.appliesWithin(s, from, rec)), disputes = view.disputes.filter((d) => view.disputeWithin(d, from, rec));
  const open = view.offers.filter((o) => o.openAt(rec)), escalations = view.escalations.filter((x) => covers(x, rec));
  for (const s of missing) for (const org of s.candidates) sign(org, s.offer);
  for (const x of escalations) sign(x.org, view.offers.find((o) => o.id === x.about));
  for (const o of open) for (const org of [o.giver, o.receiver]) sign(org, o);
  const ends = view.claims.filter((c) => !(c.offer && c.start > rec) && (c.holder === 'nobody' || signers.has(holderOf(c)) || (about(c) && bound.has(holderOf(c))))).map((c) => c.id);
  const newer = view.newer().some((x) => Math.max(x.from, from) <= rec && Math.max(x.from, from) < x.until);
  const something = newer || active.some((c) => c.holder !== outcome) || missing.length + disputes.length + open.length + escalations.length > 0;
  return { signers: [...signers], bound: [...bound].filter((s) => !signers.has(s)), ruling, ends, kills: open.map((o) => o.id), something };
}

class Offer {
  constructor(view, e) {
    const { facts, rules } = e, of = (type) => view.valid.filter((x) => x.type === type && x.facts.re === e.id);
    Object.assign(this, { view, id: e.id, event: e, stages: rules.slice(0, 1), giver: e.org, receiver: facts.to, sources: e.sources });
    this.accepts = of('handover.accept');
    this.pickups = of('pickup');
    this.withdrawals = of('handover.withdraw');
    this.refusals = of('handover.refuse');
    this.starts = of('waitlist.start');
    this.stops = of('waitlist.end');
    this.escalations = view.valid.filter((x) => x.type === 'escalate' && x.facts.about === e.id);
    this.kills = view.effective.filter((p) => p.kills.includes(e.id)).map((p) => p.eff);
    this.delivery = min(view.valid.filter((x) => x.org === facts.to && x.past.has(e.id) && (x.type !== 'ack' || x.facts.opened?.includes(e.id))).map((x) => x.rec));
    this.waits = this.starts.map((s) => ({ start: s, from: s.rec, counts: s.sawOpen,
      until: min([...this.stops.filter((w) => w.past.has(s.id)), ...this.pickups.filter((w) => w.past.has(s.id) || view.all.concurrent(w, s))].map((w) => max([w.eff, s.rec]))) }));
    this.counting = this.waits.filter((w) => w.counts);
    this.ends = rules.map((rule) => this.endsOf(rule));
    this.course();
    // What has neither moved nor ended when the next text takes over goes on under that.
    while (this.stages.length < rules.length && this.over > rules[this.stages.length].from) {
      this.stages.push(rules[this.stages.length]);
      this.course();
    }
  }
  // The rule that was there at an instant, and until when the k-th is.
  ruleAt(t) { return this.stages.findLast((r) => r.from <= t); }
  until(k) { return this.stages[k + 1]?.from ?? NEVER; }
  moved(x) {
    let at = x;
    for (let again = true; again && at !== NEVER;) {
      const w = this.counting.find((c) => c.from < at && c.until > at);
      again = !!w;
      if (w) at = w.until;
    }
    return at;
  }
  // The calendar that the offer names, if it is usable and the one of the text.
  calendarOf(rule) {
    const { event, view: { all: { context: { calendars, published } } } } = this, held = calendars.get(event.facts.calendar), by = published?.get(event.facts.calendar);
    const usable = held && (!by || (by.has(event.org) && by.has(event.facts.to)));
    return usable && (rule.calendarId === undefined || rule.calendarId === held.id) ? held : null;
  }
  // The end of the delay of one rule: D, E, and both moved by waits; of one that took over not before it did.
  endsOf(rule) {
    const { event } = this;
    if (rule.move !== 'after_delay') return { d: NEVER, e: NEVER, d1: NEVER, e1: NEVER, w: NEVER };
    const calendar = this.calendarOf(rule);
    const late = rule.countsFrom === 'sent' ? event.rec : this.delivery, early = rule.countsFrom === 'received' ? this.delivery : event.rec;
    const fromFirstDay = (x) => Math.max(x, rule.from), none = rule.delay === undefined;
    const d = delayEnd(calendar, none || rule.delay === 'from_handover' ? late : fromFirstDay(late), rule, 'latest');
    const e = delayEnd(calendar, rule.delay === 'from_first_day' ? fromFirstDay(early) : early, rule, 'earliest');
    const [dd, ee] = [d, e].map((x) => Math.max(x, rule.from)), holds = rule.waitlist === 'giver_holds';
    return { d: dd, e: ee, d1: holds ? this.moved(dd) : dd, e1: holds ? this.moved(ee) : ee, w: rule.waitlist === 'none' ? dd : this.moved(dd) };
  }
  // The first of so many rules whose delay ends before the next takes over, or the last.
  deciding(rules, which) {
    const k = rules.findIndex((r, i) => i + 1 === rules.length || this.ends[i][which] <= rules[i + 1].from);
    return { rule: rules[k], k, ...this.ends[k] };
  }
  endsIt(r) {
    const rule = this.ruleAt(r.rec);
    if (['acceptance_only', 'at_acceptance', 'at_pickup'].includes(rule.move)) return true;
    return rule.refusal === 'cancels' && (rule.move === 'unknown' || r.rec < this.d1);
  }
  course() {
    const { event, stages } = this, before = (list) => list.filter((x) => x.rec < this.d1);
    const late = this.deciding(stages, 'd1');
    Object.assign(this, { d: late.d, d1: late.d1, early: this.deciding(stages, 'e1') });
    this.e1 = this.early.e1;
    this.ending = this.refusals.filter((r) => this.endsIt(r));
    const stopped = this.kills.filter((k) => k <= this.d1).length + before(this.withdrawals).length + before(this.ending).length > 0 ||
      before(this.escalations).some((x) => x.sawOpen && this.ruleAt(x.rec).dispute === 'suspends');
    this.lapse = stopped ? NEVER : this.d1;
    const results = this.pickups.map((p) => ({ act: p, at: p.eff }));
    for (const a of this.accepts.filter((x) => this.ruleAt(x.eff).move !== 'at_pickup')) {
      const at = this.acceptanceAt(a);
      const undone = at > a.eff && (this.withdrawals.some((w) => w.rec < at) || this.kills.some((k) => k < at));
      if (!undone) results.push({ act: a, at });
    }
    this.results = results;
    this.signed = min(results.map((r) => r.at));
    this.mover = results.filter((r) => r.at === this.signed);
    this.start = Math.min(this.signed, this.lapse);
    this.byRule = this.lapse < this.signed;
    this.over = min([this.start, ...this.withdrawals.map((w) => w.rec), ...this.ending.map((r) => r.rec), ...this.kills]);
    this.ended = this.withdrawals.length + this.ending.length + this.kills.length > 0;
    this.event = event;
  }
  acceptanceAt(a) {
    const rule = this.ruleAt(a.eff), parts = [a.eff];
    if (rule.waitlist === 'giver_holds') {
      for (const w of this.counting) {
        if (!a.past.has(w.start.id)) continue;
        const stopKnown = [...this.stops, ...this.pickups].some((x) => a.past.has(x.id) && x.past.has(w.start.id));
        if (!stopKnown) parts.push(w.until);
      }
    }
    if (rule.early === 'none' && rule.move === 'after_delay') parts.push(this.ends[this.stages.indexOf(rule)].d);
    return max(parts);
  }
  openAt(t) { return this.start > t && !this.ended; }
  signings() { return [...this.accepts, ...this.pickups]; }

  findings(add) {
    const ends = (id) => Math.min(this.view.claim(id)?.last ?? NEVER, this.view.endOf(id)), gone = max(this.sources.map(ends));
    for (const rule of this.stages) if (rule.finding) add(rule.finding, this.id, null, Math.max(this.event.rec, rule.from));
    add('offer-still-open', this.id, null, Math.max(gone, this.event.rec), this.over);
    const nothingLeft = this.start < NEVER ? ends(this.id) : Math.min(this.over, gone);
    // One waiting list is told once: from when no wait that began before goes on.
    const before = (x, w) => x.from < w.from || (x.from === w.from && this.waits.indexOf(x) < this.waits.indexOf(w)), over = (w) => Math.min(w.until, nothingLeft);
    for (const w of this.waits) add('waiting', w.start.id, this.id, Math.max(w.from, ...this.waits.filter((x) => before(x, w)).map(over)), over(w));
    for (const w of this.withdrawals) if (this.lapse === NEVER ? this.results.length > 0 && this.signed < NEVER : w.rec >= this.lapse) add('withdrawn-too-late', w.id, this.id, w.rec);
    for (const r of this.refusals) if (r.rec >= this.start) add('refused-too-late', r.id, this.id, r.rec);
    for (const a of this.accepts) {
      const known = this.waits.filter((w) => a.past.has(w.start.id) && w.until > a.eff);
      if (known.length) add('accepted-while-waiting', a.id, known[0].start.id, a.eff);
    }
  }

  missing() {
    const { over, stages } = this, list = [], add = (from, until, missing) => { if (from < until) list.push({ from, until, missing, offer: this, candidates: [this.giver, this.receiver] }); };
    stages.forEach((rule, k) => {
      if (rule.move !== 'unknown') return;
      const gaps = rule.waitlist === 'giver_holds' ? [...this.counting].sort((a, b) => a.from - b.from) : [], next = this.until(k), end = Math.min(over, next);
      let from = Math.max(this.event.rec, rule.from);
      for (const w of gaps) {
        add(from, Math.min(w.from, end), rule.named);
        from = Math.max(from, w.until);
      }
      add(from, end, rule.named);
      // Had it passed when the next text took over?
      if (next !== NEVER && !gaps.some((w) => w.from < next && w.until >= next)) add(next, Math.min(over, this.knownAgain(k + 1)), rule.named);
    });
    const { rule: early } = this.early;
    if (this.e1 < this.d1) add(this.e1, Math.min(this.d1, over), early.delay === 'unknown' && early.from > 0 ? 'version' : early.countsFrom === 'unknown' ? 'counts_from' : 'calendar');
    if (stages.some((r) => r.move === 'after_delay' && r.waitlist === 'unknown')) {
      const knowsNone = this.mover.some((m) => !this.starts.some((s) => m.act.past.has(s.id)));
      add(this.lapse, Math.min(this.deciding(this.event.rules, 'w').w, knowsNone ? this.signed : NEVER), 'waitlist');
    }
    return list;
  }
  // From the k-th rule on: when the giver holds for sure since the addressee waits, or the next that says nothing.
  knownAgain(k) {
    for (; k < this.stages.length; k++) {
      const rule = this.stages[k], waits = rule.waitlist === 'giver_holds' ? this.counting : [];
      const at = min([...waits.filter((w) => w.until > Math.max(w.from, rule.from)).map((w) => Math.max(w.from, rule.from)).filter((t) => t < this.until(k)), ...(rule.move === 'unknown' ? [rule.from] : [])]);
      if (at !== NEVER) return at;
    }
    return NEVER;
  }
  disputes() {
    const list = [], add = (claim, from, until, missing) => { if (from < until) list.push({ claim, from, until, missing }); };
    const untilOf = (x) => min(this.signings().filter((a) => a.org === x.org && a.past.has(x.id)).map((a) => a.eff));
    for (const r of this.refusals) {
      if (this.ruleAt(r.rec).refusal === 'unknown' && r.rec < this.d1) add(this.id, this.lapse, untilOf(r), 'refusal');
      add(this.id, Math.max(this.start, r.rec, min(this.signings().filter((a) => this.view.all.concurrent(a, r)).map((a) => a.eff))), untilOf(r), 'acceptance');
    }
    for (const x of this.escalations) if (x.facts.reason === 'difference_of_view' && this.ruleAt(x.rec).dispute === 'unknown') add(this.id, Math.max(this.start, x.rec), untilOf(x), 'dispute');
    this.stages.forEach((rule, k) => { if (rule.returnUnknown) for (const s of this.sources) add(s, Math.max(this.event.rec, rule.from), Math.min(this.over, this.until(k)), 'return'); });
    if (this.view.cuts && this.start !== NEVER && (this.event.cut || (!this.byRule && this.mover.every((m) => m.act.cut)))) add(this.id, this.start, NEVER, 'closed-feed');
    return list;
  }
  kept() {
    const last = min([this.start, ...this.withdrawals.map((w) => w.rec)]), list = [];
    const add = (act, from, until) => { if (from < Math.min(until, last)) list.push({ act, from, until: Math.min(until, last), sources: this.sources, giver: this.giver }); };
    this.stages.forEach((rule, k) => {
      const { d, d1 } = this.ends[k];
      if (rule.waitlist === 'giver_holds') for (const w of this.counting) {
        const from = Math.max(w.from, rule.from), until = Math.min(w.until, this.until(k));
        if (rule.move === 'after_delay' && w.from < d1) add(w.start, Math.max(d, from), until);
        if (rule.move === 'unknown') add(w.start, from, until);
      }
    });
    for (const r of this.ending) {
      const rule = this.ruleAt(r.rec);
      if (rule.refusal === 'cancels' && rule.move === 'after_delay') add(r, Math.max(this.d, r.rec), NEVER);
      if (rule.refusal === 'cancels' && rule.move === 'unknown') add(r, r.rec, NEVER);
    }
    for (const x of this.escalations) if (this.ruleAt(x.rec).dispute === 'suspends' && x.org === this.receiver && x.sawOpen && x.rec < this.d1) add(x, Math.max(this.d, x.rec), NEVER);
    return list;
  }
}

const ANSWERS = ['handover.accept', 'handover.refuse', 'handover.withdraw', 'pickup', 'waitlist.start', 'waitlist.end'];

// The fold of one set of events.
class View {
  constructor(all, events, cuts) {
    Object.assign(this, { all, cuts });
    this.events = events.filter((e) => !e || e.verdict);
    const valid = this.events.filter((e) => e.verdict === 'valid');
    const vouched = (e) => valid.some((x) => !x.cut && x.org !== e.org && x.past.has(e.id));
    this.leftOut = cuts ? this.events.filter((e) => e.cut && !vouched(e)) : [];
    this.valid = valid.filter((e) => !this.leftOut.includes(e));
    this.effective = this.valid.filter((e) => e.type === 'settle' && e.facts.from && this.isEffective(e));
    this.offers = this.valid.filter((e) => e.type === 'handover.offer').map((e) => new Offer(this, e));
    this.escalations = this.valid.filter((e) => e.type === 'escalate').map((e) => this.escalation(e));
    this.makeClaims();
    this.missing = this.offers.flatMap((o) => o.missing());
    this.disputes = [...this.offers.flatMap((o) => o.disputes()), ...this.effective.filter((p) => cuts && (p.cut || p.ruling?.decision.cut || this.agreements(p).some((a) => a.cut))).map((p) => ({ claim: p.id, from: p.eff, until: NEVER, missing: 'closed-feed' }))];
    this.kept = this.offers.flatMap((o) => o.kept());
    this.makeParties();
  }
  // When a term of the text is over for certain, by the calendar that the offer names.
  termEnds(offer, rule, term, from) {
    return delayEnd(offer.calendarOf(rule), from, { n: term.n, unit: term.unit, counting: term.counting?.value ?? term.counting }, 'latest');
  }
  agreements(p) { return this.valid.filter((e) => e.type === 'settle' && e.facts.agrees === p.id); }
  isEffective(p) {
    const signed = new Set([p.org, ...this.agreements(p).map((a) => a.org)]);
    return p.signers.every((s) => signed.has(s));
  }
  escalation(e) {
    const offer = e.facts.about && this.offers.find((o) => o.id === e.facts.about);
    const own = offer ? offer.signings().filter((a) => a.org === e.org && a.past.has(e.id)).map((a) => Math.max(e.rec, a.eff)) : [];
    return { id: e.id, org: e.org, about: e.facts.about, event: e, from: e.rec, until: min([...this.effective.filter((p) => p.past.has(e.id)).map((p) => p.eff), ...own]) };
  }
  makeClaims() {
    const claims = [], add = (e, holder, start, ends, at, more = {}) => claims.push({ id: e.id, event: e, writer: e.org, holder, start, ends: ends.map((id) => ({ id, at })), ...more });
    for (const e of this.valid) {
      const front = (e.front ?? []).map((c) => c.id);
      if (e.type === 'case.open') add(e, e.facts.takes === false ? 'nobody' : e.org, e.at, [], 0);
      if (e.type === 'pickup' && !e.facts.re) add(e, e.org, e.eff, e.front.filter((c) => c.holder === 'nobody').map((c) => c.id), e.eff);
      if (e.type === 'reopen') add(e, e.org, e.eff, front, e.eff);
      if (e.type === 'close') add(e, 'closed', e.rec, front, this.closingEnds(e, front));
    }
    for (const o of this.offers) {
      if (o.start !== NEVER) add(o.event, o.receiver, o.start, o.sources, o.start, { offer: o, byRule: o.byRule, ...(o.byRule ? { last: min(o.kills) } : {}) });
      for (const w of o.withdrawals) {
        const last = min(o.results.filter((r) => !r.act.past.has(w.id)).map((r) => r.at));
        if (w.rec >= o.lapse && o.start <= w.rec && last > w.rec) add(w, o.giver, w.rec, [], 0, { last });
      }
    }
    for (const p of this.effective) {
      const signed = [p, ...this.agreements(p)].some((x) => x.org === p.facts.outcome);
      add(p, p.facts.outcome, p.eff, p.ends, p.eff, { byDecision: p.bound.includes(p.facts.outcome) && !signed });
    }
    this.claims = claims;
    for (const c of claims) c.end = Math.min(c.last ?? NEVER, this.endOf(c.id));
  }
  // When others end the claim of an event, whether or not that is made.
  endOf(id) { return min(this.claims.flatMap((x) => x.ends.filter((y) => y.id === id).map((y) => y.at))); }
  closingEnds(c, front) {
    const offers = this.offers.filter((o) => this.all.concurrent(o.event, c) && o.sources.some((s) => front.includes(s))).map((o) => o.over);
    return max([c.rec, ...offers, ...this.escalations.filter((x) => this.all.concurrent(x.event, c)).map((x) => x.until)]);
  }
  activeAt(t) { return this.claims.filter((c) => c.start <= t && t < c.end); }
  claim(id) { return this.claims.find((c) => c.id === id); }
  concerned(s) { return [...s.offer.sources, s.offer.id].map((id) => this.claim(id)).filter(Boolean); }
  applies(s, t) { return covers(s, t) && this.concerned(s).some((c) => c.start <= t && t < c.end); }
  disputeApplies(d, t) { const c = this.claim(d.claim); return covers(d, t) && !!c && c.start <= t && t < c.end; }
  // At some instant of [a, b], both included.
  overlap(span, claims, a, b) { return claims.some((c) => Math.max(span.from, c.start, a) <= b && Math.max(span.from, c.start, a) < Math.min(span.until, c.end)); }
  appliesWithin(s, a, b) { return this.overlap(s, this.concerned(s), a, b); }
  disputeWithin(d, a, b) { const c = this.claim(d.claim); return !!c && this.overlap(d, [c], a, b); }

  makeParties() {
    const adds = [];
    for (const e of this.valid) {
      const add = (org, role) => adds.push({ org, role, event: e });
      if (e.type === 'case.open') { add(e.org, 'full'); for (const p of e.facts.parties) add(p.org, p.role); }
      if (e.type === 'handover.offer') { add(e.org, 'full'); add(e.facts.to, 'full'); }
      if (e.type === 'party.add') add(e.facts.party, e.facts.role);
      if (['escalate', 'handover.accept', 'pickup', 'reopen', 'settle'].includes(e.type)) add(e.org, 'full');
    }
    const left = adds.filter((a) => !this.valid.some((r) => r.type === 'party.remove' && r.facts.party === a.org && r.past.has(a.event.id)));
    this.parties = new Map();
    for (const a of left) if (a.role === 'full' || !this.parties.has(a.org)) this.parties.set(a.org, a.role);
  }
  // Events newer than the reader: until a settlement begins that knows them.
  newer() { return this.events.filter((e) => e.newer && !this.leftOut.includes(e)).map((e) => ({ from: e.rec, until: min(this.effective.filter((p) => p.past.has(e.id)).map((p) => p.eff)) })); }
  // From when an organisation knew of an event.
  knew(org, id) {
    return min(this.events.filter((e) => e.facts && e.org === org && !this.leftOut.includes(e) && e.past.has(id) && (e.type !== 'ack' || e.facts.opened?.includes(id))).map((e) => e.at));
  }
  confirmed(c, t) {
    if ((c.byRule || c.byDecision) && this.knew(c.holder, c.id) > t) return false;
    return this.kept.every((k) => !covers(k, t) || !k.sources.includes(c.id) || this.knew(k.giver, k.act.id) <= t);
  }
  answer(t) {
    const act = this.activeAt(t), orgs = [...new Set(act.filter((c) => !['closed', 'nobody'].includes(c.holder)).map((c) => c.holder))], sorted = (l) => [...new Set(l)].sort((a, b) => Buffer.compare(Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url')));
    if (!act.length) return null;
    const closed = act.some((c) => c.holder === 'closed'), spans = this.missing.filter((s) => this.applies(s, t)), disputes = this.disputes.filter((d) => this.disputeApplies(d, t));
    const missing = [...new Set([...spans, ...disputes].map((s) => s.missing))];
    const make = (certainty, holders, more = {}) => ({ state: closed && !orgs.length ? 'closed' : 'open', certainty, holders: sorted(holders), candidates: [], last: [], missing: [...missing].sort(), ...more });
    const newer = this.newer().some((x) => covers(x, t));
    if (newer) missing.push('newer-format');
    if (this.all.tooLarge) missing.push('too-large');
    if (closed && !orgs.length) return make(newer || this.all.tooLarge ? 'undetermined' : disputes.length ? 'disputed' : 'certain', []);
    if (orgs.length > 1 || (orgs.length && closed)) return make('contested', orgs);
    const nobody = act.every((c) => c.holder === 'nobody');
    if (spans.length || nobody || newer || this.all.tooLarge) {
      if (nobody) missing.push('not-taken-up');
      return make('undetermined', [], { candidates: sorted(spans.flatMap((s) => s.candidates)), last: sorted(orgs) });
    }
    if (disputes.length) return make('disputed', orgs);
    const sure = orgs.every((org) => act.some((c) => c.holder === org && this.confirmed(c, t)));
    return make(sure ? 'certain' : 'unconfirmed', orgs);
  }
  // The act that an event answers, agrees to or is about, if it lies in its past.
  answered(e) {
    const id = e.facts[{ escalate: 'about', settle: 'agrees', 'escalate.answer': 're' }[e.type] ?? (ANSWERS.includes(e.type) ? 're' : '')];
    return e.past.has(id) ? id : null;
  }
  findings() {
    const list = [], add = (name, event, about, from, until = NEVER) => { if (from < until) list.push({ name, event, about, from, until }); };
    for (const e of this.events) {
      const read = e.verdict === 'valid' || e.verdict === 'void';
      if (this.leftOut.includes(e)) add('left-out', e.id, null, e.rec);
      else if (!read) add(e.verdict === 'unreadable' ? 'unreadable' : 'newer-format', e.id, null, e.rec);
      else {
        if (e.verdict === 'void') add('void', e.id, this.answered(e), e.rec);
        else if (e.type !== 'ack' && seconds(e.facts.made) - e.at >= 86400) add('recorded-late', e.id, null, e.rec);
        const { opened = [], facts_only = [], unreadable = [] } = e.facts;
        if (e.verdict === 'valid' && e.type === 'ack' && ![...opened, ...facts_only, ...unreadable].every((id) => e.past.has(id))) add('ack-of-unknown', e.id, null, e.rec);
        if (e.cut) add('closed-feed', e.id, null, e.rec);
      }
    }
    const opening = this.all.byId.get(this.all.id);
    for (const e of opening ? this.all.overLimit : []) add('over-limit', e.id, null, opening.rec);
    for (const x of this.escalations) add('escalation-open', x.id, x.about ?? null, x.from, x.until);
    for (const x of this.escalations) {
      const o = this.offers.find((y) => y.id === x.about), taken = (l) => this.escalations.some((y) => y.about === x.about && y.event.facts.level === l.level && x.event.past.has(y.id));
      if (o && ladderOf(o.ruleAt(x.from), x).some((l) => l.level < x.event.facts.level && !taken(l))) add('step-skipped', x.id, x.about, x.from, x.until);
    }
    for (const o of this.offers) o.findings(add);
    for (const p of this.valid) if (p.type === 'settle' && p.facts.from && !this.effective.includes(p)) add('settlement-waits', p.id, null, p.rec);
    for (const c of this.valid.filter((e) => e.type === 'close')) {
      const front = c.front.map((x) => x.id), unknown = (e) => this.all.concurrent(e, c);
      for (const o of this.offers) if (unknown(o.event) && o.sources.some((s) => front.includes(s))) add('closed-unknowing', c.id, o.id, c.rec);
      for (const x of this.escalations) if (unknown(x.event)) add('closed-unknowing', c.id, x.id, c.rec);
    }
    return list;
  }
  boundaries() {
    const all = [...this.claims.flatMap((c) => [c.start, c.end]), ...[...this.missing, ...this.disputes, ...this.kept].flatMap((s) => [s.from, s.until]), ...this.events.filter((e) => e.facts).map((e) => e.at)];
    return [...new Set(all)].filter(Number.isFinite).sort((a, b) => a - b);
  }
}
