// FORMAT.md 6.2: which leaves of a feed belong to a channel.
import { tagFor } from './seal.mjs';

// [{index, part, n}] of the feed's leaves that carry the tags of Kf, in their order.
export function walk(feed, kf) {
  const found = [];
  feed.parts.forEach((part, index) => {
    if (part.tag?.equals(tagFor(kf, feed.feed, found.length))) found.push({ index, part, n: found.length });
  });
  return found;
}
