// FORMAT.md 6.2: which leaves of a feed belong to a channel.
import { factsKey, tagFor } from './seal.mjs';

// [{index, part, n}] of the feed's leaves that carry the tags of Kf, in their order.
export function walk(feed, kf) {
  const found = [];
  feed.parts.forEach((part, index) => {
    if (part.tag?.equals(tagFor(kf, feed.feed, found.length))) found.push({ index, part, n: found.length });
  });
  return found;
}
// The places at which a channel begins under this reading key: {feed, index, kf}. One tag each is looked for,
// that of n = 0, which is how one finds the place without an invitation that names it.
export function beginnings(feeds, kr) {
  return feeds.flatMap((feed) => feed.parts.flatMap((part, index) => {
    const kf = factsKey(kr, feed.feed, index);
    return part.tag?.equals(tagFor(kf, feed.feed, 0)) ? [{ feed, index, kf }] : [];
  }));
}
