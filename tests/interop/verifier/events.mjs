// The channel of one case: membership, opening, the form that all events share, causes.
import { Reject, base64url, compare, instant, isHash, isInstant, need, unbase64url } from './bytes.mjs';
import { parse } from './canon.mjs';
import { beginnings, walk } from './channel.mjs';
import * as seal from './seal.mjs';

// What all events have; members of a type are judged by whoever folds.
export function checkCommon(facts) {
  const bad = (condition, detail) => need(condition, 'json-schema', detail);
  bad(Number.isInteger(facts.v) && typeof facts.type === 'string', 'v, type');
  if (facts.v !== 1) return;
  const first = facts.type === 'case.open';
  bad(isInstant(facts.at) && isInstant(facts.made), 'at, made');
  bad(first ? !('case' in facts) && !('heads' in facts) : isHash(facts.case) && Array.isArray(facts.heads), 'case, heads');
  bad(first || (facts.heads.length > 0 && facts.heads.every(isHash)), 'heads');
  const heads = (facts.heads ?? []).map((h) => unbase64url(h));
  bad(heads.every((h, i) => i === 0 || compare(heads[i - 1], h) < 0), 'order of heads');
  bad(!('content' in facts) || ['json', 'bytes'].includes(facts.content), 'content');
  bad(!('was' in facts) || isHash(facts.was), 'was');
}
function openContent(kc, feed, index, part, facts) {
  const state = feed.content[index]?.state ?? 'none';
  need(facts.v !== 1 || ('content' in facts) === (part.contentLength > 0), 'json-schema', 'facts and leaf disagree about content');
  if (!kc || state !== 'present') return { state };
  const plain = seal.openContent(kc, part.leaf, feed.content[index].sealed);
  return { state, value: facts.content === 'json' ? parse(plain, 'content') : plain.toString('base64') };
}

// The events of the channel that begins at this place, in all feeds. kc may be null: facts alone.
function channelAt({ kc, kr }, { feed: begun, index: at, kf }, feeds, bounds) {
  const events = [];
  for (const feed of feeds) {
    for (const { index, part, n } of walk(feed, kf)) {
      const event = { id: base64url(feed.ids[index]), org: feed.org.name, feed: feed.origin, index, n, cut: index >= feed.cut, lines: bounds(feed, index) };
      events.push(event);
      try {
        event.facts = parse(seal.openFacts(kf, part.leaf), 'facts');
        event.type = event.facts.type;
        checkCommon(event.facts);
        event.content = openContent(kc, feed, index, part, event.facts);
      } catch (error) {
        if (!(error instanceof Reject)) throw error;
        event.reason = error.reason;
        feed.report[0](`leaf ${index}`, error.reason, error.message);
      }
    }
  }
  const first = events.find((e) => e.feed === begun.origin && e.index === at && ['case.open', 'epoch.open'].includes(e.type));
  return { name: base64url(seal.channelName(kr)), events, first, epoch: first?.type === 'epoch.open' ? first.facts.epoch : 0,
    case: first?.type === 'epoch.open' ? first.facts.case : first?.id ?? null };
}
// 7.4, 1: a later epoch was announced by a rekey of the same organisation in another channel of the case.
const isAnnounced = (channel, others) => channel.epoch === 0 || others.some((o) => o !== channel && o.events.some((e) => e.id === channel.first.facts.rekey &&
  e.org === channel.first.org && e.type === 'rekey' && e.facts.epoch === channel.epoch && e.facts.channel === channel.name));

// The cases that these keys open, each with the events of all its epochs.
export function casesOf(keys, feeds, bounds) {
  const channels = keys.flatMap((key) => beginnings(feeds, key.kr).map((place) => channelAt(key, place, feeds, bounds))), cases = [];
  for (const id of new Set(channels.map((c) => c.case))) {
    const mine = channels.filter((c) => c.case === id), good = mine.filter((c) => isAnnounced(c, mine));
    for (const c of mine.filter((m) => !good.includes(m))) feeds.find((f) => f.origin === c.first.feed).report[0](`leaf ${c.first.index}`, 'not-for-this-key', 'no rekey announced this epoch');
    const events = good.flatMap((c) => c.events.map((e) => ({ ...e, epoch: c.epoch })));
    checkCauses(events);
    for (const e of events) if (e.facts && e.id !== id && e.facts.case !== id) e.reason ??= 'event-format';
    cases.push({ case: id, channel: good[0]?.name ?? null, epochs: good.map((c) => ({ epoch: c.epoch, channel: c.name })).sort((a, b) => a.epoch - b.epoch || (a.channel < b.channel ? -1 : 1)),
      events: bound(events).sort((a, b) => a.past - b.past || (a.id < b.id ? -1 : 1)) });
  }
  return cases;
}
// pending: an event whose causes are not all here. past: how many causes it has.
function checkCauses(events) {
  for (const feed of new Set(events.map((e) => e.feed))) {
    let previous = null; // of the same feed in this case, in whichever epoch
    for (const e of events.filter((x) => x.feed === feed).sort((a, b) => a.index - b.index)) {
      e.previous = previous;
      previous = e.id;
    }
  }
  const byId = new Map(events.map((e) => [e.id, e]));
  for (const e of events) {
    const seen = new Set(), queue = [e];
    e.pending = false;
    while (queue.length) {
      const x = queue.pop();
      for (const id of [...(x.facts?.heads ?? []), ...(x.previous ? [x.previous] : [])]) {
        if (seen.has(id)) continue;
        seen.add(id);
        if (byId.has(id)) queue.push(byId.get(id));
        else e.pending = true;
      }
    }
    e.past = seen.size;
    e.causes = seen;
  }
}
// 5.4: after and before. Lines by the leaf's own organisation never count, on whose log they may be.
function bound(events) {
  const times = (lines) => lines.map((line) => line.time);
  const told = events.map((e) => {
    const later = events.filter((x) => x.causes.has(e.id) && x.lines.org !== e.lines.org).flatMap((x) => x.lines.above);
    const above = times([...e.lines.above, ...later].filter((line) => line.org !== e.lines.org)), below = times(e.lines.below);
    return { after: below.length ? instant(Math.max(...below)) : null, before: above.length ? instant(Math.min(...above)) : null };
  });
  return events.map(({ lines, causes, ...e }, i) => ({ ...e, ...told[i] }));
}
