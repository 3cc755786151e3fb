// FOLD.md 3: the rule of an offer.
import { NEVER, atLocal, dayOf, localDay } from './calendar.mjs';

export const ACCEPTANCE_ONLY = { move: 'acceptance_only', waitlist: 'none', refusal: 'cancels', dispute: 'none', early: 'moves' };
const UNKNOWN = { move: 'unknown', waitlist: 'unknown', refusal: 'unknown', dispute: 'unknown', early: 'moves' };

// 'surely', 'possibly', or false.
export function inForce(profile, day) {
  const from = profile.in_force.from ?? {}, until = profile.in_force.until;
  let certain = true;
  if (from.on) { if (day < dayOf(from.on)) return false; }
  else {
    if (from.not_before && day < dayOf(from.not_before)) return false;
    if (!from.not_after || day < dayOf(from.not_after)) certain = false;
  }
  if (until?.on) { if (day > dayOf(until.on)) return false; }
  else if (until) {
    if (until.not_after && day > dayOf(until.not_after)) return false;
    if (!until.not_before || day > dayOf(until.not_before)) certain = false;
  }
  return certain ? 'surely' : 'possibly';
}
const moveOf = (m) => (m.value === 'after_delay' ? { move: 'after_delay', n: m.n, unit: m.unit, counting: m.counting?.value ?? m.counting, countsFrom: m.counts_from.value } : { move: m.value });
function fromProfile(profile, giver, receiver, kind) {
  const back = kind === 'return', [from, to] = back ? [receiver, giver] : [giver, receiver];
  const entry = profile.transfer.find((t) => t.from === from && t.to === to);
  if (!entry) return { ...ACCEPTANCE_ONLY };
  if (back && (!entry.return || entry.return.value === 'unknown')) return { ...ACCEPTANCE_ONLY, returnUnknown: true };
  return { ...moveOf(back ? entry.return : entry.move), waitlist: entry.waitlist.value, refusal: entry.refusal.value, dispute: entry.dispute.value, early: entry.early_accept?.value ?? 'moves', version: entry.version?.value, handOn: entry.version?.delay?.value ?? entry.version?.delay };
}
const text = (r) => JSON.stringify([r.move, r.n, r.unit, r.counting, r.countsFrom, r.early]);

// The ends of an adoption, [{feed, index, from}]: the leaf that says so, and the first day. One counts for an offer if it stands before
// the offer, or before an event of its organisation that lies in the offer's past.
const hasEnded = (s, day, seen) => (s.ends ?? []).some((x) => dayOf(x.from) <= day && seen.some((e) => e.org === s.org && e.feed === x.feed && e.index > x.index));
const isAdoption = (s, org, hash, day, seen, rec) => s.org === org && s.profile === hash && (s.made ?? 0) <= rec && dayOf(s.from) <= day && !hasEnded(s, day, seen);
// One text has ended another on a day on which it is surely in force; two that say so of each other have not.
const ends = (a, b) => a.force === 'surely' && a.profile.replaces?.includes(b.profile.id) && !b.profile.replaces?.includes(a.profile.id);
const sidesOf = (entry, context) => [entry.giver, entry.receiver].map((leaf) => context.adoptions.get(leaf));

// The rule that takes over from a text which decides from `day` on, or null. What is not held is not ruled out.
function successor(profile, rule, day, offer, rec, context, seen) {
  if (rule.version !== 'new_rule') return null;
  const parties = [offer.org, offer.facts.to], found = [];
  for (const entry of offer.facts.under ?? []) {
    const text = context.agreements.get(entry.hash), sides = sidesOf(entry, context);
    const first = text ? dayOf(text.in_force.from?.on ?? text.in_force.from?.not_before ?? '1600-01-01') : Math.max(...sides.map((s) => (s ? dayOf(s.from) : 0)));
    if (text && !(text.kind === 'agreement' && text.replaces?.includes(profile.id))) continue;
    if (first > day && sides.every((s, i) => !s || isAdoption(s, parties[i], entry.hash, first, seen, rec))) found.push({ first, text, sides });
  }
  const first = Math.min(...found.map((f) => f.first)), now = found.filter((f) => f.first === first);
  if (!now.length) return null;
  const [{ text, sides }] = now, next = { from: atLocal(first, 0), delay: rule.handOn ?? 'unknown', named: 'version' };
  if (now.some((f) => !f.text || f.sides.some((s) => !s))) return { ...UNKNOWN, ...next, finding: 'agreement-not-held', first };
  if (now.length > 1 || inForce(text, first) !== 'surely') return { ...UNKNOWN, ...next, first };
  return { ...fromProfile(text, sides[0].role, sides[1].role, offer.facts.kind), ...next, named: 'transfer', first, profile: text, roles: sides.map((s) => s.role), single: { profile: text, roles: sides.map((s) => s.role) }, calendarId: text.calendar?.value };
}
// The rule, and after it those that may take over: [{move, ..., finding, calendarId, from}]. `context` has agreements and
// calendars by hash, and adoptions by leaf; `seen` is the offer with its past.
export function rulesOf(offer, rec, context, seen) {
  const list = [{ ...ruleOf(offer, rec, context, seen), from: -Infinity, named: 'transfer' }];
  for (let day = localDay(rec); list.length < 8;) {
    const last = list.at(-1), next = last.profile && last.move !== 'acceptance_only' ? successor(last.profile, last, day, offer, rec, context, seen) : null;
    if (!next) break;
    list.push(next);
    day = next.first;
  }
  return list;
}
function ruleOf(offer, rec, context, seen) {
  const { facts } = offer, day = localDay(rec), all = [];
  for (const entry of facts.under ?? []) {
    const profile = context.agreements.get(entry.hash), sides = sidesOf(entry, context);
    const fits = sides.every((s, i) => !s || isAdoption(s, [offer.org, facts.to][i], entry.hash, day, seen, rec));
    const force = fits && (!profile || (profile.kind === 'agreement' && inForce(profile, day)));
    if (!force) continue;
    if (!profile || sides.some((s) => !s)) return { ...UNKNOWN, finding: 'agreement-not-held' };
    all.push({ rule: fromProfile(profile, sides[0].role, sides[1].role, facts.kind), force, profile, roles: sides.map((s) => s.role) });
  }
  const left = all.filter((b) => !all.some((a) => ends(a, b))), usable = left.length ? left : all;
  if (!usable.length) return { ...ACCEPTANCE_ONLY, returnUnknown: false, finding: 'no-common-agreement' };
  const calendar = usable.length === 1 ? usable[0].profile.calendar?.value : undefined;
  if (usable.length === 1 && usable[0].force === 'surely') return { ...usable[0].rule, calendarId: calendar, profile: usable[0].profile, roles: usable[0].roles, single: usable[0] };
  const [first] = usable.map((u) => u.rule), merged = { ...first, calendarId: calendar, single: usable.length === 1 ? usable[0] : undefined }; // the one text, sure or not
  if (usable.some((u) => text(u.rule) !== text(first))) Object.assign(merged, { move: 'unknown', early: 'moves' });
  for (const field of ['waitlist', 'refusal', 'dispute']) if (usable.some((u) => u.rule[field] !== first[field])) merged[field] = 'unknown';
  merged.returnUnknown = usable.some((u) => u.rule.returnUnknown);
  return merged;
}
