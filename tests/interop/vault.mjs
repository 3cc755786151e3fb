// Reads the golden ledger from schemas/VAULT.md alone: ledger.key with the key file or the recovery
// code to the data key, ledger.db and its log to the database's bytes, and the head mark. BLAKE2b
// with a key and XChaCha20 are not in Node's own crypto and are written out here.
import { createDecipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const folder = new URL('../../schemas/vectors/vault-1/', import.meta.url);
const read = name => readFileSync(new URL(name, folder));
let count = 0, failed = 0;
const ok = (good, what) => {
  console.log(`${good ? '' : 'not '}ok ${++count} - ${what}`);
  failed += good ? 0 : 1;
};

// --- BLAKE2b-256 (RFC 7693) ---------------------------------------------------------------------

const MASK = (1n << 64n) - 1n;
const IV = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n];
const SIGMA = ['0123456789abcdef', 'ea489fd61c02b753', 'b8c052fdae367194', '7931dcbe265a40f8',
  '905724afe1bc683d', '2c6a0b834d75fe19', 'c51fed4a0763928b', 'db7ec13950f4862a',
  '6fe9b308c2d714a5', 'a2847615fb9e3cd0'].map(row => [...row].map(digit => parseInt(digit, 16)));
const MIX = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
const rotate = (x, n) => (x >> n | x << 64n - n) & MASK;

function compress(h, block, length, last) {
  const m = Array.from({ length: 16 }, (_, i) => block.readBigUInt64LE(8 * i));
  const v = [...h, ...IV];
  v[12] ^= BigInt(length);
  if (last) v[14] ^= MASK;
  for (let round = 0; round < 12; round++) {
    MIX.forEach(([a, b, c, d], i) => {
      const s = SIGMA[round % 10];
      v[a] = v[a] + v[b] + m[s[2 * i]] & MASK;
      v[d] = rotate(v[d] ^ v[a], 32n);
      v[c] = v[c] + v[d] & MASK;
      v[b] = rotate(v[b] ^ v[c], 24n);
      v[a] = v[a] + v[b] + m[s[2 * i + 1]] & MASK;
      v[d] = rotate(v[d] ^ v[a], 16n);
      v[c] = v[c] + v[d] & MASK;
      v[b] = rotate(v[b] ^ v[c], 63n);
    });
  }
  return h.map((x, i) => x ^ v[i] ^ v[i + 8]);
}

function blake2b(key, message) {
  const keyBlock = Buffer.alloc(key.length ? 128 : 0);
  key.copy(keyBlock);
  const input = Buffer.concat([keyBlock, message]);
  let h = [...IV];
  h[0] ^= BigInt(0x01010000 ^ key.length << 8 ^ 32);
  for (let at = 0; at === 0 || at < input.length; at += 128) {
    const block = Buffer.alloc(128), end = Math.min(at + 128, input.length);
    input.copy(block, 0, at, end);
    h = compress(h, block, end, end === input.length);
  }
  const out = Buffer.alloc(64);
  h.forEach((x, i) => out.writeBigUInt64LE(x, 8 * i));
  return out.subarray(0, 32);
}

// --- XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) -----------------------------------------------

function hchacha20(key, nonce) {
  const x = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
  for (let i = 0; i < 8; i++) x.push(key.readUInt32LE(4 * i));
  for (let i = 0; i < 4; i++) x.push(nonce.readUInt32LE(4 * i));
  const turn = (i, j, n) => { x[i] ^= x[j]; x[i] = x[i] << n | x[i] >>> 32 - n; };
  for (let round = 0; round < 20; round++) {
    for (const [a, b, c, d] of MIX.slice(round % 2 ? 4 : 0, round % 2 ? 8 : 4)) {
      x[a] = x[a] + x[b] | 0; turn(d, a, 16);
      x[c] = x[c] + x[d] | 0; turn(b, c, 12);
      x[a] = x[a] + x[b] | 0; turn(d, a, 8);
      x[c] = x[c] + x[d] | 0; turn(b, c, 7);
    }
  }
  const out = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((from, i) => out.writeUInt32LE(x[from] >>> 0, 4 * i));
  return out;
}

function open(key, nonce, ad, sealed, tag) {
  const cipher = createDecipheriv('chacha20-poly1305', hchacha20(key, nonce.subarray(0, 16)),
    Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]), { authTagLength: 16 });
  cipher.setAAD(ad, { plaintextLength: sealed.length });
  cipher.setAuthTag(tag);
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}

// --- ledger.key (sections 2 and 3) --------------------------------------------------------------

const label = text => Buffer.concat([Buffer.from(text)], 16);
const keyed = (key, text, bytes) => blake2b(key, Buffer.concat([label(text), bytes]));

const file = read('ledger.key');
const fileId = file.subarray(16, 32);

function dataKey(kind, wrapping) {
  for (let i = 0; i < 8; i++) {
    const slot = file.subarray(64 + 128 * i, 64 + 128 * (i + 1));
    if (slot[0] !== kind) continue;
    const ad = Buffer.concat([file.subarray(0, 64), Buffer.from([i]), slot.subarray(0, 32)]);
    return open(wrapping(slot.subarray(16, 32)), slot.subarray(32, 56), ad, slot.subarray(56, 88),
      slot.subarray(88, 104));
  }
  throw new Error(`no slot of kind ${kind}`);
}

function recoveryBytes(text) {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let value = 0n;
  for (const c of text.replaceAll('-', '')) value = value << 5n | BigInt(alphabet.indexOf(c));
  const bytes = Buffer.from((value >> 15n).toString(16).padStart(40, '0'), 'hex');
  const hash = blake2b(Buffer.alloc(0), Buffer.concat([label('vs1 check'), bytes]));
  return Number(value & 0x7fffn) === hash.readUInt16BE(0) >> 1 ? bytes : null;
}

const expected = JSON.parse(read('expected.json'));
const dek = dataKey(2, salt => keyed(read('key'), 'vs1 key file', salt));
const code = recoveryBytes(expected.recovery);
ok(dek.toString('hex') === expected.dek, 'the key file opens its slot');
ok(code !== null, 'the check of the recovery code fits');
ok(dataKey(3, salt => keyed(code, 'vs1 recovery', salt)).equals(dek), 'the code opens its slot');
ok(keyed(dek, 'vs1 commitment', fileId).equals(file.subarray(32, 64)), 'the commitment fits');
ok(keyed(dek, 'vs1 key mac', file.subarray(0, 1088)).equals(file.subarray(1088)), 'the MAC fits');

// --- ledger.db, its log, the mark (sections 4 to 6) ---------------------------------------------

const LABELS = { 1: 'vs1 page', 2: 'vs1 wal header', 3: 'vs1 wal frame', 4: 'vs1 wal page',
  5: 'vs1 mark' };
const subkey = role => keyed(dek, LABELS[role], fileId);

function place(role, page, frame) {
  const start = Buffer.alloc(12);
  start[0] = role;
  start[1] = 1;
  start.writeUInt32BE(page, 4);
  start.writeUInt32BE(frame, 8);
  return Buffer.concat([start, fileId]);
}

function openPage(disk, role, page, frame) {
  const clear = role === 1 && page === 1 ? 24 : 0;
  const ad = Buffer.concat([place(role, page, frame), disk.subarray(0, clear)]);
  const plain = open(subkey(role), disk.subarray(4048, 4072), ad, disk.subarray(clear, 4048),
    disk.subarray(4072, 4088));
  const start = clear ? Buffer.concat([Buffer.from('SQLite format 3\0'), disk.subarray(16, 24)])
    : Buffer.alloc(0);
  return Buffer.concat([start, plain], 4096);
}

function openBytes(disk, role, frame) {
  return open(subkey(role), disk.subarray(0, 24), place(role, 0, frame), disk.subarray(24, -16),
    disk.subarray(-16));
}

const db = read('ledger.db'), wal = read('ledger.db-wal');
const pages = [];
for (let at = 0; at < db.length; at += 4096) {
  pages.push(openPage(db.subarray(at, at + 4096), 1, at / 4096 + 1, 0));
}
const header = openBytes(wal.subarray(0, 72), 2, 0);
const written = [];
let committed = 0, size = pages.length;
for (let i = 0, at = 72; at + 4160 <= wal.length; i++, at += 4160) {
  const frame = openBytes(wal.subarray(at, at + 64), 3, i);
  if (!frame.subarray(8, 16).equals(header.subarray(16, 24))) break;
  const page = frame.readUInt32BE(0);
  written.push([page, openPage(wal.subarray(at + 64, at + 4160), 4, page, i)]);
  if (frame.readUInt32BE(4) !== 0) {
    committed = written.length;
    size = frame.readUInt32BE(4);
  }
}
for (const [page, bytes] of written.slice(0, committed)) pages[page - 1] = bytes;
const image = Buffer.concat(pages.slice(0, size));
ok(committed > 0, `${committed} frames of the log are committed`);
ok(createHash('sha256').update(image).digest('hex') === expected.image_sha256,
  'the database is the expected one');
ok(['in the database', 'in the log', 'the newest'].every(text => image.includes(text)),
  'with the rows of both');
ok(![db, wal].some(bytes => bytes.includes('in the') || bytes.includes('SQLite')),
  'none of which can be read in the files');
const mark = read('ledger.mark');
const heads = openBytes(mark.subarray(8, 112), 5, 0);
ok(mark.length === 4096 && heads[0] === 1 && heads[32] === 2, 'the mark opens');
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
