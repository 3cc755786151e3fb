// FORMAT.md 3: the tree of RFC 6962, proofs, and 10.3: tiles.
import { cat, hex, need, sha256, u64, undecimal } from './bytes.mjs';

export const MAX_SIZE = 2 ** 40;
export const EMPTY = sha256('');
export const leafHash = (leaf) => sha256(Buffer.of(0), leaf);
export const node = (l, r) => sha256(Buffer.of(1), l, r);

// levels[k][i] is node (k, i) of 3.2 for every complete subtree over the given leaf hashes.
export function levels(hashes) {
  const all = [hashes];
  for (let below = hashes; below.length > 1;) {
    const here = [];
    for (let i = 0; i + 1 < below.length; i += 2) here.push(node(below[i], below[i + 1]));
    all.push(below = here);
  }
  return all;
}
// The subtree roots of a tree of `size`, largest first.
function peaks(all, size) {
  const found = [];
  let start = 0;
  for (let k = all.length - 1; k >= 0; k--) {
    if (Math.floor((size - start) / 2 ** k) < 1) continue;
    found.push(all[k][start / 2 ** k]);
    start += 2 ** k;
  }
  return found;
}
// The root of the first `size` leaves of the tree with these levels.
export const rootAt = (all, size) => (size === 0 ? EMPTY : peaks(all, size).reduceRight((right, left) => node(left, right)));
export const root = (hashes) => rootAt(levels(hashes), hashes.length);
export const compactRange = (hashes) => cat(u64(hashes.length), ...(hashes.length ? peaks(levels(hashes), hashes.length) : []));

const odd = (n) => n % 2 === 1;
const half = (n) => Math.floor(n / 2);

export function checkInclusion({ index, size, hash, root: want, proof }) {
  need(index < size && size <= MAX_SIZE && proof.length <= 63, 'proof');
  let fn = index, sn = size - 1, r = hash;
  for (const p of proof) {
    need(sn !== 0, 'proof');
    if (odd(fn) || fn === sn) {
      r = node(p, r);
      while (!odd(fn) && fn > 0) { fn = half(fn); sn = half(sn); }
    } else {
      r = node(r, p);
    }
    fn = half(fn);
    sn = half(sn);
  }
  need(sn === 0 && r.equals(want), 'proof');
}

export function checkConsistency({ from, fromRoot, to, toRoot, proof }) {
  need(from <= to && to <= MAX_SIZE && proof.length <= 63, 'proof');
  if (from === 0) return need(proof.length === 0 && fromRoot.equals(EMPTY) && (to !== 0 || toRoot.equals(EMPTY)), 'proof');
  if (from === to) return need(proof.length === 0 && fromRoot.equals(toRoot), 'proof');
  need(proof.length >= 1, 'proof');
  const list = Number.isInteger(Math.log2(from)) ? [fromRoot, ...proof] : [...proof];
  let fn = from - 1, sn = to - 1;
  while (odd(fn)) { fn = half(fn); sn = half(sn); }
  let fr = list[0], sr = list[0];
  for (const c of list.slice(1)) {
    need(sn !== 0, 'proof');
    if (odd(fn) || fn === sn) {
      fr = node(c, fr);
      sr = node(c, sr);
      while (!odd(fn) && fn > 0) { fn = half(fn); sn = half(sn); }
    } else {
      sr = node(sr, c);
    }
    fn = half(fn);
    sn = half(sn);
  }
  need(sn === 0 && fr.equals(fromRoot) && sr.equals(toRoot), 'proof');
}

// --- paths of tiles (10.3) -----------------------------------------------------------------------
export function number(n) {
  const digits = String(n), text = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = text.match(/.../g);
  return groups.map((g, i) => (i < groups.length - 1 ? `x${g}` : g)).join('/');
}
export const tilePath = (level, n, width = 256) => `tile/${level < 0 ? 'entries' : level}/${number(n)}${width === 256 ? '' : `.p/${width}`}`;
export const openPath = (index) => {
  const l = index % 256;
  return `tile/entries/${number((index - l) / 256)}.p/${(l >> 4).toString(16)}/${(l & 15).toString(16)}`;
};
export const contentPath = (index) => `content/${number(index)}`;
// All files of the strict C2SP tree: bundles first, then levels upwards, in each the full ones and then
// the partial one.
export function strictPaths(size) {
  const paths = [];
  const row = (level, n) => {
    for (let i = 0; i < Math.floor(n / 256); i++) paths.push(tilePath(level, i));
    if (n % 256) paths.push(tilePath(level, Math.floor(n / 256), n % 256));
  };
  row(-1, size);
  for (let level = 0, n = size; n >= 1; level++, n = Math.floor(n / 256)) row(level, n);
  return paths;
}
// Which tile a path names, or invalid.
export function parseTilePath(path) {
  const m = /^tile\/(entries|[0-5])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path);
  need(m && m[0].length === path.length, 'invalid');
  const n = undecimal(m[2].replace(/[x/]/g, '').replace(/^0+(?=.)/, ''), 2 ** 40, 'invalid');
  const width = m[3] ? Number(m[3]) : 256, level = m[1] === 'entries' ? -1 : Number(m[1]);
  need((!m[3] || width < 256) && tilePath(level, n, width) === path, 'invalid');
  return { level, number: n, width };
}
export const hexes = (list) => list.map(hex);
