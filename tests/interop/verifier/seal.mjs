// FORMAT.md 6: keys of a channel, tags, opening of facts and content.
import { createDecipheriv } from 'node:crypto';
import { hmac, isZero, need, sha256, u64, zeros } from './bytes.mjs';
import { SEALED, parseLeaf } from './leaf.mjs';

export const readingKey = (kc) => hmac(kc, 'vs1 reading');
export const factsKey = (kr, feed, index) => hmac(kr, 'vs1 facts', feed, u64(index));
export const directoryKey = (kd, org) => hmac(kd, 'vs1 directory', org);
export const channelName = (kr) => hmac(kr, 'vs1 channel');
export const tagFor = (kf, feed, n) => hmac(kf, 'vs1 tag', feed, u64(n)).subarray(0, 16);
export const entryKey = (part, key, leaf) => hmac(key, `vs1 ${part} entry`, leaf.subarray(8, 48), leaf.subarray(80, 112));

// The plaintext, or null.
export function aeadOpen(key, nonce, aad, box) {
  if (box.length < 16) return null;
  const cipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: box.length - 16 });
  cipher.setAuthTag(box.subarray(-16));
  const plain = cipher.update(box.subarray(0, -16));
  try {
    cipher.final();
  } catch {
    return null;
  }
  return plain;
}
function open(e, commitment, aad, box) {
  need(hmac(e, 'vs1 commit').equals(commitment), 'not-for-this-key');
  const plain = aeadOpen(hmac(e, 'vs1 key'), zeros(12), aad, box);
  need(plain !== null, 'unopenable');
  const n = plain.readUInt32BE(0);
  need(n <= plain.length - 4 && isZero(plain.subarray(4 + n)), 'padding');
  return plain.subarray(4, 4 + n);
}
function sealedLeaf(leaf) {
  const part = parseLeaf(leaf);
  need(!part.opaque && part.kind === SEALED, 'leaf-format', 'no sealed leaf');
  return part;
}
// Facts with E, or with Kf.
export function openFactsWith(e, leaf) {
  const part = sealedLeaf(leaf);
  return open(e, part.pf, leaf.subarray(0, 228), part.facts);
}
export const openFacts = (kf, leaf) => openFactsWith(entryKey('facts', kf, leaf), leaf);
// Needs no key.
export function checkContent(part, sealed) {
  need(part.contentLength > 0, 'not-found');
  need(sealed.length === part.contentLength && sha256(sealed).equals(part.contentHash), 'content-hash');
}
// Content with E, or with Kc.
export function openContentWith(e, leaf, sealed) {
  const part = sealedLeaf(leaf);
  checkContent(part, sealed);
  return open(e, part.pc, leaf.subarray(0, 192), sealed);
}
export const openContent = (kc, leaf, sealed) => openContentWith(entryKey('content', kc, leaf), leaf, sealed);
