// FORMAT.md 5: leaves.
import { isZero, need } from './bytes.mjs';

export const SEALED = 2, INVITATION = 3;
const isClass = (n, unit, most) => { for (let k = 0; k <= most; k++) if (n === unit * 2 ** k) return true; return false; };

// What a leaf says of itself, whatever its outcome: its tag if it is long enough.
export const tagOf = (leaf) => (leaf.length >= 128 ? leaf.subarray(112, 128) : null);

export function parseLeaf(leaf, { feed, index } = {}) {
  need(leaf.length <= 65535, 'too-large');
  need(leaf.length >= 8 && leaf.subarray(0, 4).toString('latin1') === 'vs1e', 'leaf-format', 'magic');
  const kind = leaf[4], suite = leaf[5], tag = tagOf(leaf);
  if ((kind !== SEALED && kind !== INVITATION) || suite !== 1 || leaf[6] || leaf[7]) return { opaque: true, kind, suite, tag, leaf };
  need(leaf.length >= 128, 'leaf-format', 'short');
  const part = { opaque: false, kind, suite, tag, leaf, index: Number(leaf.readBigUInt64BE(8)), feed: leaf.subarray(16, 48),
    anchor: leaf.subarray(48, 80), salt: leaf.subarray(80, 112) };
  if (kind === SEALED) sealed(part, leaf);
  else invitation(part, leaf);
  if (feed) need(leaf.readBigUInt64BE(8) === BigInt(index) && part.feed.equals(feed), 'leaf-place');
  return part;
}
function sealed(part, leaf) {
  need(leaf.length >= 244 && isClass(leaf.length - 244, 512, 6), 'leaf-format', 'length');
  Object.assign(part, { pf: leaf.subarray(128, 160), pc: leaf.subarray(160, 192), contentHash: leaf.subarray(192, 224),
    contentLength: leaf.readUInt32BE(224), facts: leaf.subarray(228) });
  const none = [isZero(part.pc), isZero(part.contentHash), part.contentLength === 0];
  need(none.every((x) => x === none[0]) && (none[0] || isClass(part.contentLength - 16, 1024, 8)), 'leaf-format', 'content');
}
function invitation(part, leaf) {
  need(leaf.length >= 132 && isZero(part.tag), 'leaf-format', 'invitation');
  const length = leaf.readUInt16BE(128), count = leaf.readUInt16BE(130);
  need(length >= 49 && [4, 8, 16].includes(count) && leaf.length === 132 + length * count, 'leaf-format', 'boxes');
  Object.assign(part, { boxLength: length, boxes: Array.from({ length: count }, (_, i) => leaf.subarray(132 + i * length, 132 + (i + 1) * length)) });
}
