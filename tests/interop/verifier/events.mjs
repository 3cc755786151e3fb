// The channel of one case: membership, opening, the form that all events share, causes.
import { Reject, base64url, compare, isHash, isInstant, need, unbase64url } from './bytes.mjs';
import { parse } from './canon.mjs';
import { walk } from './channel.mjs';
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
  need(('content' in facts) === (part.contentLength > 0), 'json-schema', 'facts and leaf disagree about content');
  if (!kc || state !== 'present') return { state };
  const plain = seal.openContent(kc, part.leaf, feed.content[index].sealed);
  return { state, value: facts.content === 'json' ? parse(plain, 'content') : plain.toString('base64') };
}

// The events of one channel in all feeds. kc may be null: facts alone.
export function caseOf({ kc, kf }, feeds, bounds) {
  const events = [];
  for (const feed of feeds) {
    let previous = null;
    for (const { index, part, n } of walk(feed, kf)) {
      const event = { id: base64url(feed.ids[index]), org: feed.org.name, feed: feed.origin, index, n, cut: index >= feed.cut, previous, ...bounds(feed, index) };
      previous = event.id;
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
  checkCauses(events);
  const open = events.find((e) => e.type === 'case.open');
  for (const e of events) {
    if (e.facts && e !== open && e.facts.case !== open?.id) e.reason ??= 'event-format';
  }
  return { case: open?.id ?? null, channel: base64url(seal.channelOf(kf)), events: events.sort((a, b) => a.past - b.past || (a.id < b.id ? -1 : 1)) };
}
// pending: an event whose causes are not all here. past: how many causes it has.
function checkCauses(events) {
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
  }
}
