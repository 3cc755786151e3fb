// FORMAT.md 3.5: Ed25519 under rules that leave nothing to the library. OpenSSL does the arithmetic of
// rule 4; the rules on encodings are here.
import { createPublicKey, verify as opensslVerify } from 'node:crypto';
import { cat, hex } from './bytes.mjs';

const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a) => ((a % P) + P) % P;
function power(base, exponent) {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
}
const D = mod(-121665n * power(121666n, P - 2n));
const little = (b) => BigInt(`0x${hex(Buffer.from(b).reverse())}`);
const yOf = (b) => little(b) & (2n ** 255n - 1n);
const SMALL = new Set([0n, 1n, P - 1n, ...['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'].map((h) => little(Buffer.from(h, 'hex')))]);
const rule1 = (b) => yOf(b) < P && !SMALL.has(yOf(b));

// Whether x^2 = (y^2 - 1) / (d y^2 + 1) has a solution: Euler's criterion on numerator times denominator.
function onCurve(b) {
  const y2 = mod(yOf(b) ** 2n), square = mod((y2 - 1n) * (D * y2 + 1n));
  return square === 0n || power(square, (P - 1n) / 2n) === 1n;
}
const known = new Map();
export function acceptable(key) {
  const text = hex(key);
  if (!known.has(text)) known.set(text, key.length === 32 && rule1(key) && onCurve(key));
  return known.get(text);
}
export function verify(key, message, signature) {
  if (!acceptable(key) || signature.length !== 64 || !rule1(signature.subarray(0, 32)) || little(signature.subarray(32)) >= L) return false;
  const spki = cat(Buffer.from('302a300506032b6570032100', 'hex'), key);
  return opensslVerify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
}
