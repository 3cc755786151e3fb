// FORMAT.md 4: signed notes, verifier keys, checkpoints, cosignatures, fork proofs.
import { acceptable, verify } from './ed25519.mjs';
import { cat, hex, need, sha256, unbase64, undecimal, utf8 } from './bytes.mjs';
import * as tree from './tree.mjs';

export const LOG = 1, COSIGNATURE = 4;
const DASH = '\u2014', MAX_TIME = 253402300799;
const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export const keyId = (name, type, key) => sha256(name, '\n', Buffer.of(type), key).subarray(0, 4);
const goodName = (name) => name !== '' && Buffer.byteLength(name) <= 255 && !name.includes('+') && !WHITE_SPACE.test(name);

export function parseNote(file) {
  const whole = utf8(file);
  need(whole !== null && !/[\u0000-\u0009\u000b-\u001f]/.test(whole), 'note-format', 'bytes');
  const cut = whole.lastIndexOf('\n\n');
  need(cut >= 0 && whole.endsWith('\n') && cut + 2 < whole.length, 'note-format', 'parts');
  const rows = whole.slice(cut + 2, -1).split('\n');
  need(rows.length <= 64, 'note-format', 'too many lines');
  const lines = rows.map((row) => {
    const m = new RegExp(`^${DASH} ([^ ]+) ([A-Za-z0-9+/=]+)$`).exec(row);
    need(m && goodName(m[1]), 'note-format', 'line');
    const blob = unbase64(m[2], null, 'note-format');
    need(blob.length >= 5, 'note-format', 'short signature');
    return { name: m[1], id: blob.subarray(0, 4), signature: blob.subarray(4) };
  });
  return { text: Buffer.from(whole.slice(0, cut + 1)), lines };
}

// The time of a cosignature over a body, or null if it does not count.
function cosignatureTime(key, body, signature) {
  if (signature.length !== 72) return null;
  const time = signature.readBigUInt64BE(0);
  if (time > BigInt(MAX_TIME)) return null;
  return verify(key, cat(`cosignature/v1\ntime ${time}\n`, body), signature.subarray(8)) ? Number(time) : null;
}

// The lines of a parsed note by keys {name, type, key}: [{key, time}]; one bad line rejects.
export function signedBy({ text, lines }, keys) {
  const found = [];
  for (const line of lines) {
    for (const key of keys) {
      if (line.name !== key.name || !line.id.equals(keyId(key.name, key.type, key.key))) continue;
      const time = key.type === COSIGNATURE ? cosignatureTime(key.key, text, line.signature) : null;
      need(key.type === COSIGNATURE ? time !== null : verify(key.key, text, line.signature), 'note-signature');
      found.push({ key, time });
    }
  }
  return found;
}
export function verifyNote(note, keys) {
  const found = signedBy(note, keys);
  need(found.length > 0, 'note-signature', 'signed by none');
  return found;
}

export function parseVerifierKey(text) {
  const m = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text);
  need(m && goodName(m[1]) && /^[0-9a-f]{8}$/.test(m[2]), 'note-format');
  const blob = unbase64(m[3], 33, 'note-format'), type = blob[0], key = blob.subarray(1);
  need((type === LOG || type === COSIGNATURE) && hex(keyId(m[1], type, key)) === m[2], 'note-format');
  need(acceptable(key), 'weak-key');
  return { name: m[1], type, key };
}

export const origin = (key) => `vs.invalid/f/${hex(sha256(key)).slice(0, 32)}`;
export const feedOf = (originText) => sha256(originText);

export function parseCheckpoint(file) {
  need(file.length <= 32768, 'too-large');
  const note = parseNote(file);
  const m = /^(vs\.invalid\/f\/[0-9a-f]{32})\n(.*)\n(.*)\n$/.exec(note.text.toString());
  need(m && m[0].length === note.text.length, 'checkpoint-format', 'body');
  const size = undecimal(m[2], tree.MAX_SIZE, 'checkpoint-format'), root = unbase64(m[3], 32, 'checkpoint-format');
  need(size > 0 || root.equals(tree.EMPTY), 'checkpoint-format', 'empty tree');
  return { origin: m[1], size, root, note, file };
}
// A checkpoint file accepted for a device key (4.3), with the times that the devices `others` attest.
export function acceptCheckpoint(file, key, others = []) {
  const point = parseCheckpoint(file);
  need(point.origin === origin(key), 'checkpoint-format', 'of another device');
  const own = signedBy(point.note, [LOG, COSIGNATURE].map((type) => ({ name: point.origin, type, key })));
  need(own.some((s) => s.key.type === LOG), 'note-signature', 'no log line');
  const beats = own.filter((s) => s.key.type === COSIGNATURE).map((s) => s.time);
  const cosigned = [];
  for (const other of others) {
    if (other.equals(key)) continue;
    const times = signedBy(point.note, [{ name: origin(other), type: COSIGNATURE, key: other }]).map((s) => s.time);
    if (times.length) cosigned.push({ key: other, time: Math.min(...times) });
  }
  return { ...point, heartbeats: beats, cosigned };
}

// 4.6. Returns the two sizes of a proof that holds.
export function checkForkProof(evidence, key) {
  let at = 0;
  const take = (n) => { need(at + n <= evidence.length, 'encoding', 'fork proof'); at += n; return evidence.subarray(at - n, at); };
  const file = () => { const n = take(4).readUInt32BE(0); need(n <= 32768, 'encoding'); return take(n); };
  const files = [file(), file()];
  let rest = null;
  if (at < evidence.length) {
    const root = take(32), n = take(2).readUInt16BE(0);
    need(n >= 1 && n <= 63, 'encoding');
    rest = { root, proof: Array.from({ length: n }, () => take(32)) };
    need(at === evidence.length, 'encoding');
  }
  const [a, b] = files.map((f) => acceptCheckpoint(f, key));
  if (a.size === b.size) {
    need(!rest && !a.root.equals(b.root), 'proof');
  } else {
    const [short, long] = a.size < b.size ? [a, b] : [b, a];
    need(rest && !rest.root.equals(short.root), 'proof');
    tree.checkConsistency({ from: short.size, fromRoot: rest.root, to: long.size, toRoot: long.root, proof: rest.proof });
  }
  return [a.size, b.size];
}
