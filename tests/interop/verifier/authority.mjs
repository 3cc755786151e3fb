// FORMAT.md 9.5: the reason for which an event is void, or null.
import { seconds } from './bytes.mjs';
import { covers, settlementView } from './fold.mjs';

const ended = (all, o, e) => {
  const past = (list) => list.some((x) => e.past.has(x.id));
  if (o.kills.length) return 'settled';
  if (past(o.withdrawals)) return 'withdrawn';
  return past(o.ending) ? 'refused' : null;
};
const validEscalation = (all, e, id) => { const x = all.byId.get(id); return x && e.past.has(id) && x.type === 'escalate' && x.verdict === 'valid' ? x : null; };
const validOffer = (all, e, id) => { const o = all.byId.get(id); return o && e.past.has(id) && o.type === 'handover.offer' && o.verdict === 'valid'; };

function answering(all, e, view, o) {
  if (o.receiver !== e.org) return 'not-addressed-to-you';
  if (o.start <= e.rec) return view.activeAt(e.rec).some((c) => c.id === o.id) ? null : 'moved-on';
  return ended(all, o, e) ?? (o.sources.some((s) => view.activeAt(e.rec).some((c) => c.id === s)) ? null : 'overtaken');
}
function refusing(all, e, view, o) {
  if (o.receiver !== e.org) return 'not-addressed-to-you';
  if (o.signings().length) return 'accepted';
  return o.start <= e.rec ? 'moved' : ended(all, o, e);
}
function withdrawing(all, e, view, o) {
  if (o.giver !== e.org) return 'not-your-offer';
  if (o.start <= e.rec) return o.signings().length ? 'accepted' : 'moved';
  return ended(all, o, e);
}
const ON_OFFER = {
  'handover.accept': answering, pickup: answering, 'waitlist.start': answering, 'handover.refuse': refusing, 'handover.withdraw': withdrawing,
  'waitlist.end': (all, e, view, o) => (o.receiver !== e.org ? 'not-addressed-to-you' : o.starts.length ? null : 'not-waiting'),
  escalate: (all, e, view, o) => ([o.giver, o.receiver].includes(e.org) ? higher(all, e) : 'not-your-handover'),
};

// A level up of an escalation about the same.
function higher(all, e) {
  if (!e.facts.next_of) return null;
  const lower = validEscalation(all, e, e.facts.next_of);
  if (!lower || lower.facts.about !== e.facts.about) return 'no-such-escalation';
  return e.facts.level > lower.facts.level ? null : 'not-higher';
}
function replying(all, e) {
  const x = validEscalation(all, e, e.facts.re);
  if (!x) return 'no-such-escalation';
  return x.org === e.org && e.facts.answer !== 'decision' ? 'own-escalation' : null;
}

function tooMany(all, e, view) {
  const aim = (f) => f.re ?? f.about ?? f.agrees, target = e.past.has(aim(e.facts)) ? aim(e.facts) : undefined, own = (list) => list.filter((x) => x.org === e.org && x.type === e.type);
  if (target) return own(view.valid).filter((x) => aim(x.facts) === target).length >= 32;
  if (e.type === 'settle') return !e.facts.agrees && own(view.events).filter((x) => x.facts.from).length >= 256;
  return ['close', 'escalate'].includes(e.type) && own(view.valid).filter((x) => !x.facts.about).length >= 256;
}

export function checkAuthority(all, e, view) {
  const { facts } = e, front = e.front, mine = front.filter((c) => c.holder === e.org), missing = view.missing.filter((s) => view.applies(s, e.rec));
  if ((facts.type === 'case.open' ? e.id : facts.case) !== all.id && facts.type !== 'case.open') return 'wrong-case';
  if (seconds(facts.at) > seconds(facts.made)) return 'in-the-future';
  if (e.type === 'case.open') return e.past.size || e.id !== all.id ? 'not-first' : null;
  const role = view.parties.get(e.org);
  if (!role) return 'not-a-party';
  if (e.type === 'ack') return facts.at === facts.made ? null : 'not-now';
  if (role === 'facts') return 'facts-only';
  if (tooMany(all, e, view)) return 'too-many';
  const target = e.type === 'escalate' ? facts.about : facts.re;
  if (ON_OFFER[e.type] && (target || !['pickup', 'escalate'].includes(e.type))) {
    if (!validOffer(all, e, target)) return 'no-such-offer';
    return ON_OFFER[e.type](all, e, view, view.offers.find((o) => o.id === target));
  }
  const openOwn = view.offers.filter((o) => o.giver === e.org && o.openAt(e.rec)), escalations = view.escalations.filter((x) => covers(x, e.rec));
  switch (e.type) {
    case 'handover.offer':
      if (!mine.length) return 'not-holder';
      if (facts.to === e.org) return 'to-itself';
      return openOwn.some((o) => o.sources.some((s) => mine.some((c) => c.id === s))) ? 'offer-open' : null;
    case 'pickup': return front.some((c) => c.holder === 'nobody') ? null : 'nothing-to-pick-up';
    case 'settle': return settling(all, e, view);
    case 'close':
      if (!mine.length) return 'not-holder';
      if (mine.length < front.length) return 'contested';
      if (missing.length) return 'undetermined';
      return openOwn.length ? 'offer-open' : escalations.length ? 'escalation-open' : null;
    case 'reopen': return front.length && front.every((c) => c.holder === 'closed') ? null : 'not-closed';
    case 'party.add': return adding(all, e, view, mine, missing) ? null : 'not-holder';
    case 'party.remove': return removing(e, view, mine, missing, escalations);
    case 'escalate': return higher(all, e);
    case 'escalate.answer': return replying(all, e);
    case 'assess': case 'trajectory.start': return mine.length ? null : 'not-holder';
    default: return null;
  }
}
function settling(all, e, view) {
  const { facts } = e;
  if (facts.agrees) {
    const p = all.byId.get(facts.agrees);
    return p && e.past.has(p.id) && p.type === 'settle' && p.facts.from && p.verdict === 'valid' ? null : 'no-such-proposal';
  }
  const from = seconds(facts.from), opening = all.byId.get(all.id);
  if (from < opening.at || from > e.rec) return 'from-out-of-range';
  if (facts.outcome !== 'closed' && view.parties.get(facts.outcome) !== 'full') return 'outcome-not-a-party';
  return settlementView(e, view).something ? null : 'nothing-to-settle';
}
function adding(all, e, view, mine, missing) {
  if (mine.length || missing.some((s) => s.candidates.includes(e.org))) return true;
  if (e.facts.role === 'facts' && view.claims.some((c) => c.holder === e.org && c.start <= e.rec && c.start < c.end)) return true;
  const front = e.front;
  if (front.length > 0 && front.every((c) => c.holder === 'nobody') && all.byId.get(all.id).org === e.org) return true;
  return front.length > 0 && front.every((c) => c.holder === 'closed') &&
    view.claims.some((c) => c.holder === e.org && c.start < c.end && front.some((x) => x.ends.some((y) => y.id === c.id && y.at === c.end)));
}
function removing(e, view, mine, missing, escalations) {
  const { party } = e.facts;
  if (!mine.length && party !== e.org) return 'not-holder';
  const sides = (o) => o && [o.giver, o.receiver].includes(party);
  const needed = e.front.some((c) => c.holder === party) || missing.some((s) => s.candidates.includes(party)) || view.offers.some((o) => o.openAt(e.rec) && sides(o)) ||
    escalations.some((x) => x.org === party || sides(view.offers.find((o) => o.id === x.about)));
  return needed ? 'still-needed' : null;
}
