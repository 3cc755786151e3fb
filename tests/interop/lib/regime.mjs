// The golden histories of schemas/vectors/regimes: from names and local times to events, folded and told again in
// the words of the file.
import { readFileSync } from 'node:fs';
import { instant } from '../verifier/bytes.mjs';
import { NEVER, atLocal, dayOf } from '../verifier/calendar.mjs';
import { Case } from '../verifier/fold.mjs';

export const read = (path) => JSON.parse(readFileSync(new URL(`../../../schemas/${path}`, import.meta.url)));
export const idOf = (name) => {
  const bytes = Buffer.alloc(32);
  if (Buffer.byteLength(name) > 32) throw new Error(`${name}: too long for a name`);
  bytes.write(name);
  return bytes.toString('base64url');
};
export const nameOf = (id) => (id === null ? '-' : Buffer.from(id, 'base64url').toString().replace(/\0+$/, ''));
export function local(text) {
  const m = /^(\d{4}-\d\d-\d\d) (\d\d):(\d\d)$/.exec(text);
  if (!m) throw new Error(`${text}: not a local time`);
  return atLocal(dayOf(m[1]), m[2] * 3600 + m[3] * 60);
}
const utc = (text) => instant(local(text));
const set = (ids) => [...ids].sort((a, b) => Buffer.compare(Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url')));

const OWN = ['id', 'by', 'device', 'knows', 'type', 'at', 'made', 'parties', 'under'];
const ORGS = ['to', 'party', 'monitor'], EVENTS = ['re', 'about', 'agrees', 'next_of'], SETS = ['opened', 'facts_only', 'unreadable', 'resolves'];
const INSTANTS = ['from', 'informed_at'];
function member(type, name, value) {
  if (ORGS.includes(name) || (name === 'outcome' && type === 'settle' && value !== 'closed')) return idOf(value);
  if (EVENTS.includes(name)) return idOf(value);
  if (SETS.includes(name)) return set(value.map(idOf));
  return INSTANTS.includes(name) ? utc(value) : value;
}

// The newest of what is known: nothing else that is known has it in its past.
function heads(known, past) {
  const covered = new Set(known.flatMap((id) => [...past.get(id)]));
  return known.filter((id) => !covered.has(id));
}

export function eventsOf(history, adoptions) {
  const past = new Map(), written = new Map(), events = [], [opening] = history.events;
  const adopted = (org) => adoptions.filter((a) => a.org === org).map((a) => a.profile);
  for (const e of history.events) {
    const feed = `${e.by} ${e.device ?? 1}`, known = e.knows ?? [...past.keys()], own = written.get(feed) ?? [];
    const facts = { v: 1, type: e.type, at: utc(e.at), made: utc(e.made ?? e.at) };
    for (const [name, value] of Object.entries(e)) if (!OWN.includes(name)) facts[name] = member(e.type, name, value);
    if (e.type === 'case.open') facts.parties = set((e.parties ?? [e.by]).map(idOf)).map((org) => ({ org, role: 'full' }));
    else Object.assign(facts, { case: idOf(opening.id), heads: set(heads(known, past).map(idOf)) });
    if (e.type === 'handover.offer') {
      const under = e.under ?? adopted(e.by).filter((p) => adopted(e.to).includes(p));
      facts.kind ??= 'handover';
      facts.mode ??= 'written';
      if (under.length) {
        facts.under = under.map((p) => ({ giver: idOf(`${e.by}/${p}`), hash: idOf(p), profile: p, receiver: idOf(`${e.to}/${p}`) })).sort((a, b) => Buffer.compare(Buffer.from(a.hash, 'base64url'), Buffer.from(b.hash, 'base64url')));
        facts.calendar = idOf('calendar');
      }
    }
    past.set(e.id, new Set([...known, ...own].flatMap((id) => [id, ...past.get(id)])));
    written.set(feed, [...own, e.id]);
    events.push({ id: idOf(e.id), org: idOf(e.by), feed: idOf(feed), index: own.length, facts });
  }
  return events;
}

// What is practised in the place of the text (AGREEMENTS.md 3, `practice`).
export function practised(profile, numbers) {
  const copy = structuredClone(profile);
  for (const number of numbers) {
    const { from, to, rule, ...practice } = copy.practice[number].transfer;
    copy.transfer.find((t) => t.from === from && t.to === to)[rule] = practice;
  }
  return copy;
}

// The profiles that a file names: Map id -> document.
export function profilesOf(file) {
  const variants = new Map((file.variants ?? []).map((v) => [v.members.id, v]));
  const make = (id) => {
    const variant = variants.get(id);
    if (!variant) return read(`agreements/${id}.json`);
    const { transfer: [first, ...others], ...base } = make(variant.of);
    return { ...base, ...variant.members, transfer: [{ ...first, ...variant.direction }, ...others] };
  };
  return new Map(file.agreements.map((id) => [id, make(id)]));
}

// The ends of an adoption stand in the feed of its organisation just before the event that each names.
const endsOf = (adoption, events) => (adoption.ends ?? []).map(({ end, before }) => {
  const event = events.find((e) => e.id === idOf(before));
  return { feed: event.feed, index: event.index - 1, from: end };
});

// profiles as above. The lines of the timeline, and the case.
export function foldOf(file, history, profiles) {
  const adoptions = history.adoptions ?? file.adoptions, events = eventsOf(history, adoptions);
  const context = {
    agreements: new Map([...profiles].map(([id, p]) => [idOf(id), p])), calendars: new Map([[idOf('calendar'), read(`calendars/${file.calendar.id}-${file.calendar.edition}.json`)]]),
    adoptions: new Map(adoptions.map((a) => [idOf(`${a.org}/${a.profile}`), { org: idOf(a.org), profile: idOf(a.profile), role: a.role, from: a.from, ends: endsOf(a, events) }])),
  };
  return new Case(idOf(history.events[0].id), events, context);
}
const names = (list) => (list ?? []).map(nameOf).sort().join(',') || '-';
const line = (from, a) => `${from} ${a.state} ${a.certainty} ${names(a.holders)} ${names(a.candidates)} ${names(a.last)} ${[...new Set(a.missing)].sort().join(',') || '-'}`;
export function timeline({ state }) {
  const lines = [];
  for (const t of state.boundaries()) {
    const a = state.answer(t), told = a && line('', a);
    if (a && told !== lines.at(-1)?.told) lines.push({ t, told });
  }
  return lines.map(({ t, told }) => instant(t) + told);
}
export function expectedLines(expected) {
  const ids = (list) => list?.map(idOf);
  return expected.map((x) => line(utc(x.from), { state: x.state ?? 'open', certainty: x.certainty, holders: ids(x.holders), candidates: ids(x.candidates), last: ids(x.last), missing: x.missing ?? [] }));
}
export { NEVER };
