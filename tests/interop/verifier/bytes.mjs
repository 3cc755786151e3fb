// FORMAT.md 1: byte strings, encodings that have one text for a value, hashes, and reason codes.
import { createHash, createHmac } from 'node:crypto';

// What FORMAT.md calls reject: an error that carries a reason code.
export class Reject extends Error {
  constructor(reason, detail = '') {
    super(detail ? `${reason}: ${detail}` : reason);
    this.reason = reason;
  }
}
export const reject = (reason, detail) => { throw new Reject(reason, detail); };
export const need = (condition, reason, detail) => { if (!condition) reject(reason, detail); };
// The reason for which `f` rejects, or null; other errors are faults of this program and go on.
export function reasonOf(f) {
  try {
    f();
    return null;
  } catch (error) {
    if (error instanceof Reject) return error.reason;
    throw error;
  }
}

export const cat = (...parts) => Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : p)));
export const zeros = (n) => Buffer.alloc(n);
export const isZero = (b) => b.every((x) => x === 0);
export const u16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b; };
export const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
export const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(n)); return b; };

export const sha256 = (...parts) => createHash('sha256').update(cat(...parts)).digest();
export const sha512 = (...parts) => createHash('sha512').update(cat(...parts)).digest();
export const hmac = (key, ...parts) => createHmac('sha256', key).update(cat(...parts)).digest();

export const hex = (b) => b.toString('hex');
export function unhex(text, reason = 'encoding') {
  need(/^([0-9a-f]{2})*$/.test(text), reason, 'hex');
  return Buffer.from(text, 'hex');
}
// Decoding and encoding again is what finds spare bits, other alphabets, missing or surplus padding.
export function unbase64(text, length = null, reason = 'encoding') {
  const bytes = Buffer.from(text, 'base64');
  need(bytes.toString('base64') === text && (length === null || bytes.length === length), reason, 'base64');
  return bytes;
}
export const base64url = (b) => b.toString('base64url');
export function unbase64url(text, length = null, reason = 'encoding') {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64url') : null;
  need(bytes && bytes.toString('base64url') === text && (length === null || bytes.length === length), reason, 'base64url');
  return bytes;
}
export function undecimal(text, max, reason = 'encoding') {
  need(/^(0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) <= BigInt(max), reason, 'decimal');
  return Number(text);
}
export function utf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const isDay = (y, m, d) => m >= 1 && m <= 12 && d >= 1 &&
  d <= [31, y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1];
export function isDate(text) {
  const m = typeof text === 'string' && /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return !!m && +m[1] >= 1600 && isDay(+m[1], +m[2], +m[3]);
}
export function isInstant(text) {
  const m = typeof text === 'string' && /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text);
  return !!m && text.length === 20 && +m[1] >= 1970 && isDay(+m[1], +m[2], +m[3]) && +m[4] < 24 && +m[5] < 60 && +m[6] < 60;
}
export const seconds = (instant) => Date.parse(instant) / 1000;
export const instant = (s) => new Date(s * 1000).toISOString().slice(0, 19) + 'Z';
export const isHash = (text) => typeof text === 'string' && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);
export const compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
