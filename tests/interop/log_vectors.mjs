// The vectors of the log, computed a second time with nothing but node:crypto and the text of
// FORMAT.md, and compared with schemas/vectors/. With --write the files are written instead.
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
const sha512 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha512')).digest();
const hex = (b) => Buffer.from(b).toString('hex');
const from = (h) => Buffer.from(h, 'hex');
const fill = (byte, n = 32) => Buffer.alloc(n, byte);
const u16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b; };
const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(n)); return b; };
const cat = (...parts) => Buffer.concat(parts.map((p) => Buffer.from(p)));

// --- Ed25519: node's, and enough arithmetic for crafted cases ------------------------------------
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a, m = P) => ((a % m) + m) % m;
const pow = (b, e) => { let r = 1n; for (b = mod(b); e > 0n; e >>= 1n) { if (e & 1n) r = r * b % P; b = b * b % P; } return r; };
const inv = (a) => pow(a, P - 2n);
const D = mod(-121665n * inv(121666n));
const little = (b) => BigInt('0x' + hex(Buffer.from(b).reverse()));
const toLittle = (n) => from(n.toString(16).padStart(64, '0')).reverse();
function recoverX(y, odd) {
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n), x2 = mod(u * inv(v));
  let x = pow(x2, (P + 3n) / 8n);
  if (mod(x * x) !== x2) x = mod(x * pow(2n, (P - 1n) / 4n));
  if (mod(x * x) !== x2) return null;
  return (x & 1n) === odd ? x : mod(-x);
}
const decode = (b) => { const n = little(b), y = n & (2n ** 255n - 1n); return [recoverX(y, n >> 255n), y]; };
const encode = ([x, y]) => toLittle(y | (x & 1n) << 255n);
function add([x1, y1], [x2, y2]) {
  const k = mod(D * x1 * x2 * y1 * y2);
  return [mod((x1 * y2 + x2 * y1) * inv(1n + k)), mod((y1 * y2 + x1 * x2) * inv(1n - k))];
}
function keyOf(seed) {
  const secret = createPrivateKey({ key: cat(from('302e020100300506032b657004220420'), seed), format: 'der', type: 'pkcs8' });
  const pub = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const wide = sha512(seed), scalar = Buffer.from(wide.subarray(0, 32));
  scalar[0] &= 248; scalar[31] = scalar[31] & 127 | 64;
  return { secret, pub, scalar: little(scalar), sign: (m) => sign(null, Buffer.from(m), secret) };
}
const openssl = (pub, m, s) => verify(null, Buffer.from(m), createPublicKey({ key: cat(from('302a300506032b6570032100'), pub), format: 'der', type: 'spki' }), s);
const keys = [1, 2, 3, 4].map((n) => keyOf(fill(n)));

// --- the tree, straight from RFC 6962 ------------------------------------------------------------
const leafHash = (d) => sha256(Buffer.from([0]), d);
const node = (l, r) => sha256(Buffer.from([1]), l, r);
const split = (n) => { let k = 1; while (k * 2 < n) k *= 2; return k; };
const memo = new Map();
const hashes = (n, seed = 0) => Array.from({ length: n }, (_, i) => leafHash(cat(u64(i), seed ? [seed] : [])));
function mth(d, a = 0, b = d.length) {
  if (b === a) return sha256('');
  if (b - a === 1) return d[a];
  const key = `${d.id ?? ''}/${a}/${b}`;
  if (d.id !== undefined && memo.has(key)) return memo.get(key);
  const k = split(b - a), h = node(mth(d, a, a + k), mth(d, a + k, b));
  if (d.id !== undefined) memo.set(key, h);
  return h;
}
function path(m, d, a, b) {
  if (b - a === 1) return [];
  const k = split(b - a);
  return m < k ? [...path(m, d, a, a + k), mth(d, a + k, b)] : [...path(m - k, d, a + k, b), mth(d, a, a + k)];
}
function subproof(m, d, a, b, whole) {
  const n = b - a;
  if (m === n) return whole ? [] : [mth(d, a, b)];
  const k = split(n);
  return m <= k ? [...subproof(m, d, a, a + k, whole), mth(d, a + k, b)]
    : [...subproof(m - k, d, a + k, b, false), mth(d, a, a + k)];
}
const consistency = (m, d, n) => (m === 0 || m === n ? [] : subproof(m, d, 0, n, true));
function compact(d, n) {
  const parts = [];
  for (let level = 40, at = 0; level >= 0; level--) {
    const width = 2 ** level;
    if (Math.floor(n / width) % 2) { parts.push(mth(d, at, at + width)); at += width; }
  }
  return cat(u64(n), ...parts);
}

// --- notes and checkpoints -----------------------------------------------------------------------
const EM = '\u2014';
const keyId = (name, type, pub) => sha256(name, '\n', Buffer.from([type]), pub).subarray(0, 4);
const line = (name, id, s) => `${EM} ${name} ${cat(id, s).toString('base64')}\n`;
const originOf = (pub) => `vs.invalid/f/${hex(sha256(pub)).slice(0, 32)}`;
const bodyOf = (origin, size, root) => `${origin}\n${size}\n${root.toString('base64')}\n`;
const logLine = (key, text, name = originOf(key.pub)) => line(name, keyId(name, 1, key.pub), key.sign(text));
function coLine(key, text, time, name = originOf(key.pub), type = 4) {
  return line(name, keyId(name, type, key.pub), cat(u64(time), key.sign(`cosignature/v1\ntime ${time}\n${text}`)));
}

const files = {};
const topic = (name, about, positive, negative) => { files[name] = { schema: 'vs.vectors/1', topic: name, about, positive, negative }; };

// --- merkle --------------------------------------------------------------------------------------
{
  const d = hashes(65537); d.id = 'd';
  const positive = [], negative = [];
  for (const n of [0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 256, 257, 300, 65537])
    positive.push({ name: `root of ${n} leaves`, kind: 'root', size: n, root: hex(mth(d, 0, n)) });
  for (const n of [0, 1, 3, 7, 8, 300])
    positive.push({ name: `compact range of ${n} leaves`, kind: 'range', size: n, bytes: hex(compact(d, n)) });
  for (const [i, n] of [[0, 1], [0, 2], [1, 2], [2, 3], [5, 7], [6, 7], [0, 8], [7, 8], [255, 256], [256, 257], [299, 300], [130, 300], [65536, 65537], [4711, 65537]])
    positive.push({ name: `leaf ${i} in ${n}`, kind: 'inclusion', index: i, size: n, leaf_hash: hex(d[i]), root: hex(mth(d, 0, n)), proof: path(i, d, 0, n).map(hex) });
  for (const [m, n] of [[0, 0], [0, 5], [1, 1], [1, 2], [2, 3], [3, 7], [4, 7], [6, 8], [8, 8], [255, 256], [256, 300], [257, 300], [128, 65537], [65535, 65537]])
    positive.push({ name: `${m} leaves are a prefix of ${n}`, kind: 'consistency', from: m, from_root: hex(mth(d, 0, m)), to: n, to_root: hex(mth(d, 0, n)), proof: consistency(m, d, n).map(hex) });
  const inc = (name, change) => negative.push({ name, kind: 'inclusion', index: 5, size: 7, leaf_hash: hex(d[5]), root: hex(mth(d, 0, 7)), proof: path(5, d, 0, 7).map(hex), ...change, reason: 'proof' });
  inc('another leaf', { leaf_hash: hex(d[4]) });
  inc('another index', { index: 4 });
  inc('index beyond the tree', { index: 7 });
  inc('another size', { size: 5 });
  inc('another root', { root: hex(mth(d, 0, 8)) });
  inc('a hash missing', { proof: path(5, d, 0, 7).slice(0, -1).map(hex) });
  inc('a hash too many', { proof: [...path(5, d, 0, 7), d[0]].map(hex) });
  inc('hashes in another order', { proof: path(5, d, 0, 7).reverse().map(hex) });
  inc('the empty tree', { size: 0, index: 0, proof: [], root: hex(sha256('')) });
  inc('a size beyond 2^40', { size: 2 ** 40 + 1 });
  const con = (name, change) => negative.push({ name, kind: 'consistency', from: 3, from_root: hex(mth(d, 0, 3)), to: 7, to_root: hex(mth(d, 0, 7)), proof: consistency(3, d, 7).map(hex), ...change, reason: 'proof' });
  con('another old root', { from_root: hex(mth(d, 0, 4)) });
  con('another new root', { to_root: hex(mth(d, 0, 8)) });
  con('another old size', { from: 2 });
  con('backwards', { from: 7, to: 3 });
  con('a hash missing', { proof: consistency(3, d, 7).slice(1).map(hex) });
  con('a hash too many', { proof: [...consistency(3, d, 7), d[0]].map(hex) });
  con('no proof between unequal sizes', { from: 4, from_root: hex(mth(d, 0, 4)), proof: [] });
  con('a proof between equal sizes', { from: 7, from_root: hex(mth(d, 0, 7)), proof: [hex(d[0])] });
  con('equal sizes, unequal roots', { from: 7, proof: [] });
  con('the empty tree with a root', { from: 0, proof: [] });
  con('the empty tree with a proof', { from: 0, from_root: hex(sha256('')), proof: [hex(d[0])] });
  topic('merkle', 'FORMAT.md 3. Leaf i is the index i as u64; leaf_hash and root are hex, proof an array of hex.', positive, negative);
}

// --- tile paths ----------------------------------------------------------------------------------
{
  const number = (n) => { const g = []; let s = String(n); s = s.padStart(Math.ceil(s.length / 3) * 3, '0'); for (let i = 0; i < s.length; i += 3) g.push(s.slice(i, i + 3)); return g.map((x, i) => (i < g.length - 1 ? 'x' : '') + x).join('/'); };
  const positive = [];
  for (const n of [0, 7, 999, 1000, 1234067, 2 ** 40])
    positive.push({ name: `number ${n}`, kind: 'number', number: n, path: number(n) });
  for (const [level, n, width] of [[0, 0, 256], [0, 273, 112], [1, 0, 256], [1, 1, 17], [2, 0, 1], [5, 0, 1], [-1, 0, 256], [-1, 1234067, 255], [-1, 4294967295, 256]])
    positive.push({ name: `tile level ${level}, ${n}, width ${width}`, kind: 'tile', level, number: n, width, path: `tile/${level < 0 ? 'entries' : level}/${number(n)}${width < 256 ? `.p/${width}` : ''}` });
  for (const i of [0, 255, 256, 300, 70000])
    positive.push({ name: `open leaf ${i}`, kind: 'open', index: i, path: `tile/entries/${number(Math.floor(i / 256))}.p/${(i % 256 >> 4).toString(16)}/${(i % 16).toString(16)}` });
  for (const i of [0, 1234067]) positive.push({ name: `content of ${i}`, kind: 'content', index: i, path: `content/${number(i)}` });
  for (const size of [0, 1, 255, 256, 300, 65536, 70000]) {
    const tiles = [];
    for (let level = -1; level < 6; level++) {
      const width = 256 ** Math.max(level, 0), count = Math.floor(size / width);
      for (let n = 0; n < Math.floor(count / 256); n++) tiles.push(`tile/${level < 0 ? 'entries' : level}/${number(n)}`);
      if (count % 256) tiles.push(`tile/${level < 0 ? 'entries' : level}/${number(Math.floor(count / 256))}.p/${count % 256}`);
    }
    positive.push({ name: `all files of the strict tree of ${size} leaves`, kind: 'files', size, count: tiles.length, sha256: hex(sha256(tiles.map((t) => t + '\n').join(''))) });
  }
  const negative = ['tile/0', 'tile/0/', 'tile/0/00', 'tile/0/0000', 'tile/0/x000/001', 'tile/0/x001', 'tile/0/001/002', 'tile/0/x001/x234/', 'tile/00/000', 'tile/6/000', 'tile/64/000', 'tile/entries/000.p/0',
    'tile/entries/000.p/256', 'tile/entries/000.p/01', 'tile/entries/000.p', 'tile/entries/000.p/', 'tile/entries/000.q/1', 'tile/entries/000.p/1/2', 'tile/entries/../000', '/tile/0/000', 'tile/0/000 ', 'tile/0/0a0', 'tile/0/X001/234', 'tile/data/000', 'tile//000',
    'tile/0/x999/x999/x999/x999/x999/999'].map((p) => ({ name: `not a tile: ${p}`, kind: 'tile', path: p, reason: 'invalid' }));
  topic('tile-paths', 'FORMAT.md 10.3. level -1 stands for bundles (tile/entries). files: SHA-256 over all paths, each followed by LF, bundles first, then levels upwards.', positive, negative);
}

// --- signatures ----------------------------------------------------------------------------------
{
  const positive = [], negative = [], k = keys[0], m = Buffer.from('vs');
  const S = (n) => toLittle(n);
  const good = (name, pub, message, signature) => positive.push({ name, key: hex(pub), message: hex(message), signature: hex(signature) });
  const bad = (name, pub, message, signature) => negative.push({ name, key: hex(pub), message: hex(message), signature: hex(signature), reason: 'note-signature' });
  for (const [seed, message] of [['9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', ''], ['4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', '72'], ['c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'af82']])
    positive.push({ name: 'RFC 8032, 7.1', seed, key: hex(keyOf(from(seed)).pub), message, signature: hex(keyOf(from(seed)).sign(from(message))) });
  const s = k.sign(m), R = s.subarray(0, 32), s0 = little(s.subarray(32));
  good('ordinary', k.pub, m, s);
  bad('another message', k.pub, 'vt', s);
  bad('another key', keys[1].pub, m, s);
  bad('S + L', k.pub, m, cat(R, S(s0 + L)));
  bad('S = L', k.pub, m, cat(R, S(L)));
  const identity = S(1n), h = (r, a, msg) => mod(little(sha512(r, a, msg)), L);
  const torsion = from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  const forged = cat(identity, S(mod(h(identity, k.pub, m) * k.scalar, L)));
  if (!openssl(k.pub, m, forged)) throw new Error('the split vector does not split');
  bad('R is the identity; OpenSSL accepts this one', k.pub, m, forged);
  const minus = from('ee' + 'ff'.repeat(30) + '7f');
  bad('R is the identity, spelled p + 1', k.pub, m, cat(minus, S(mod(h(minus, k.pub, m) * k.scalar, L))));
  bad('R is the identity with the sign of x', k.pub, m, cat(from('01' + '00'.repeat(30) + '80'), forged.subarray(32)));
  // A of small order: with A the identity, R = S * B for any message.
  const r = keys[2];
  bad('A is the identity; OpenSSL accepts this one', identity, m, cat(r.pub, S(mod(r.scalar, L))));
  bad('A is the identity, spelled p + 1', minus, m, cat(r.pub, S(mod(r.scalar, L))));
  const Rn = r.pub, sn = (a, msg) => cat(Rn, S(mod(r.scalar + h(Rn, a, msg) * k.scalar, L)));
  // A of mixed order: A' = A + T, T of order 8. Good exactly when 8 divides SHA-512(R || A' || M).
  const mixed = encode(add(decode(k.pub), decode(torsion)));
  const wide = (msg) => little(sha512(Rn, mixed, msg));
  let n = 0; while (mod(wide(`m${n}`), L) % 8n !== 0n) n++;
  if (openssl(mixed, `m${n}`, sn(mixed, `m${n}`))) good('A of mixed order, the equation holds', mixed, `m${n}`, sn(mixed, `m${n}`));
  n = 0; while (mod(wide(`m${n}`), L) % 8n === 0n) n++;
  bad('A of mixed order, the equation holds only after multiplying by 8', mixed, `m${n}`, sn(mixed, `m${n}`));
  const key = (name, b) => negative.push({ name, key: hex(b), reason: 'weak-key' });
  const sign = (b) => { const c = Buffer.from(b); c[31] |= 0x80; return c; };
  for (const y of [0n, 1n, P - 1n, P, P + 1n]) { key(`key of small order, y = ${y > 9n ? 'p ' + (y < P ? '- 1' : '+ ' + (y - P)) : y}`, S(y)); key('the same with the sign of x', sign(S(y))); }
  const other = from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  for (const b of [torsion, other]) { key('key of order 8', b); key('the same with the sign of x', sign(b)); }
  for (let y = 2n; y < 19n; y++) if (recoverX(y, 0n) !== null) key(`key not canonical, y = p + ${y}`, S(P + y));
  let y = 2n; while (recoverX(y, 0n) !== null) y++;
  key(`key not on the curve, y = ${y}`, S(y));
  topic('signatures', 'FORMAT.md 3.5. An entry without signature is a key that no roster may hold.', positive, negative);
}

// --- notes: verifier keys ------------------------------------------------------------------------
{
  const vkey = (name, type, pub) => `${name}+${hex(keyId(name, type, pub))}+${cat([type], pub).toString('base64')}`;
  const positive = [], negative = [];
  for (const [name, type, k] of [['vs.invalid/f/0123456789abcdef', 1, keys[0]], ['vs.invalid/f/fedcba9876543210', 4, keys[1]], [originOf(keys[0].pub), 1, keys[0]], [originOf(keys[0].pub), 4, keys[0]]])
    positive.push({ name: `${name} type ${type}`, vkey: vkey(name, type, k.pub), key_name: name, type, key: hex(k.pub) });
  const good = vkey('vs.invalid/x', 1, keys[0].pub);
  const bad = (name, v, reason = 'note-format') => negative.push({ name, vkey: v, reason });
  bad('empty', '');
  bad('no plus', 'vs.invalid');
  bad('no name', vkey('', 1, keys[0].pub));
  bad('a space in the name', vkey('a b', 1, keys[0].pub));
  bad('another id', good.replace(/\+[0-9a-f]/, (x) => (x === '+0' ? '+1' : '+0')));
  bad('id in upper case', good.replace(/\+([0-9a-f]{8})\+/, (_, x) => `+${x.toUpperCase()}+`));
  bad('unknown type', vkey('vs.invalid/x', 2, keys[0].pub));
  bad('a byte too many', `vs.invalid/x+${hex(keyId('vs.invalid/x', 1, cat(keys[0].pub, [0])))}+${cat([1], keys[0].pub, [0]).toString('base64')}`);
  bad('base64 without padding', `vs.invalid/x+${hex(keyId('vs.invalid/x', 1, keys[0].pub.subarray(0, 30)))}+${cat([1], keys[0].pub.subarray(0, 30)).toString('base64').replace(/=/g, '')}`);
  bad('small-order key', vkey('vs.invalid/x', 1, toLittle(1n)), 'weak-key');
  topic('verifier-keys', 'FORMAT.md 4: C2SP verifier keys.', positive, negative);
}

// --- checkpoints ---------------------------------------------------------------------------------
{
  const [k, p2, p3] = keys, d = hashes(300), root = mth(d), origin = originOf(k.pub), text = bodyOf(origin, 300, root);
  const positive = [], negative = [];
  const good = (name, file, size, r, heartbeat, cosigned = []) => positive.push({ name, device_key: hex(k.pub), file: hex(file), origin, feed: hex(sha256(origin)), size, root: hex(r), ...(heartbeat === undefined ? {} : { heartbeat }), cosigned });
  const log = logLine(k, text), beat = coLine(k, text, 1795316851);
  const mldsa = line(originOf(p3.pub), Buffer.from('00112233', 'hex'), fill(7, 2428));
  good('log line alone', `${text}\n${log}`, 300, root);
  good('log line, heartbeat, two cosignatures, one of a type not known here', `${text}\n${log}${beat}${coLine(p2, text, 1795316900)}${coLine(p3, text, 1795317000)}${mldsa}`, 300, root, 1795316851,
    [{ key: hex(p2.pub), time: 1795316900 }, { key: hex(p3.pub), time: 1795317000 }]);
  good('lines in another order, one cosigner twice', `${text}\n${coLine(p2, text, 1795316902)}${coLine(p2, text, 1795316900)}${beat}${log}`, 300, root, 1795316851, [{ key: hex(p2.pub), time: 1795316900 }]);
  const empty = bodyOf(origin, 0, sha256(''));
  good('the empty tree', `${empty}\n${logLine(k, empty)}`, 0, sha256(''));
  const big = bodyOf(origin, 2 ** 40, fill(9));
  good('the largest size', `${big}\n${logLine(k, big)}`, 2 ** 40, fill(9));
  good('64 signature lines', `${text}\n${log}${mldsa.replace(/ \S+\n$/, ' AAECAwQ=\n').repeat(63)}`, 300, root);
  good('an unknown signer whose signature means nothing', `${text}\n${log}${line('example.org/\u00e9', fill(1, 4), fill(2, 64))}`, 300, root);
  const bad = (name, file, reason, key = k) => negative.push({ name, device_key: hex(key.pub), file: hex(file), reason });
  const signed = (t, key = k, name = origin) => `${t}\n${logLine(key, t, name)}`;
  const flip = Buffer.from(`${text}\n${log}`); flip[origin.length + 1] ^= 1;
  bad('another size than was signed', flip, 'note-signature');
  bad('signed by another key under this name', signed(text, p2), 'note-signature');
  bad('of another device', signed(text), 'checkpoint-format', p2);
  bad('without the log line', `${text}\n${beat}`, 'note-signature');
  bad('a heartbeat whose time was changed', `${text}\n${log}${line(origin, keyId(origin, 4, k.pub), cat(u64(1795316852), Buffer.from(beat.split(' ')[2], 'base64').subarray(12)))}`, 'note-signature');
  bad('a cosignature under the key id of the log line', `${text}\n${log}${coLine(k, text, 1795316851, origin, 1)}`, 'note-signature');
  bad('the log signature under the key id of a heartbeat', `${text}\n${log}${line(origin, keyId(origin, 4, k.pub), k.sign(text))}`, 'note-signature');
  bad('a heartbeat after the year 9999', `${text}\n${log}${coLine(k, text, 253402300800)}`, 'note-signature');
  bad('a good and a bad log line', `${text}\n${log}${line(origin, keyId(origin, 1, k.pub), p2.sign(text))}`, 'note-signature');
  bad('S + L in the log line', `${text}\n${line(origin, keyId(origin, 1, k.pub), cat(k.sign(text).subarray(0, 32), toLittle(little(k.sign(text).subarray(32)) + L)))}`, 'note-signature');
  const body = (name, t) => bad(name, signed(t), 'checkpoint-format');
  body('size with a leading zero', `${origin}\n0300\n${root.toString('base64')}\n`);
  body('size with a sign', `${origin}\n+300\n${root.toString('base64')}\n`);
  body('no size', `${origin}\n\n${root.toString('base64')}\n`);
  body('size beyond 2^40', bodyOf(origin, 2 ** 40 + 1, root));
  body('an extension line', text + 'extension\n');
  body('two lines', `${origin}\n300\n`);
  body('root of 31 bytes', `${origin}\n300\n${root.subarray(1).toString('base64')}\n`);
  body('root with loose bits', text.replace(/.=\n$/, (x) => String.fromCharCode(x.charCodeAt(0) + 1) + '=\n'));
  body('root without padding', text.replace('=\n', '\n'));
  body('a space after the root', text.replace('=\n', '= \n'));
  body('origin in upper case', text.replace(/[a-f]/g, (x, i) => (i > 13 && i < origin.length ? x.toUpperCase() : x)));
  body('origin of another scheme', text.replace('vs.invalid/f/', 'vs.invalid/o/'));
  body('origin cut short', text.replace(origin, origin.slice(0, -1)));
  body('the empty tree with a root', bodyOf(origin, 0, root));
  const note = (name, file) => bad(name, file, 'note-format');
  note('empty file', '');
  note('no signature lines', `${text}\n`);
  note('no empty line', text + log);
  note('no last line feed', signed(text).slice(0, -1));
  note('CRLF', signed(text).replace(/\n/g, '\r\n'));
  note('a tab in the text', signed(text.replace('300', '300\t')));
  note('a byte that is not UTF-8', Buffer.from(signed(text).replace('300', '3\u00ff0'), 'latin1'));
  note('a hyphen for the dash', `${text}\n${log.replace(EM, '-')}`);
  note('no name', `${text}\n${log}${EM}  AAECAwQ=\n`);
  note('a plus in a name', `${text}\n${log}${EM} a+b AAECAwQ=\n`);
  note('a no-break space in a name', `${text}\n${log}${EM} a\u00a0b AAECAwQ=\n`);
  note('a signature of no bytes', `${text}\n${log}${EM} a AAECAw==\n`);
  note('base64 with a space at its end', `${text}\n${log}${EM} a AAECAwQ= \n`);
  note('base64 with loose bits', `${text}\n${log}${EM} a AAECAwR=\n`);
  note('base64url', `${text}\n${log}${EM} a AAECAwQ_\n`.replace('AwQ_', 'Aw__'));
  note('65 signature lines', `${text}\n${log}${`${EM} a AAECAwQ=\n`.repeat(64)}`);
  bad('a file of 32769 bytes', `${text}\n${log}${EM} a ${fill(0, 24 * 1024).toString('base64').slice(0, 32769 - 1 - Buffer.byteLength(`${text}\n${log}${EM} a `))}\n`, 'too-large');
  topic('checkpoints', 'FORMAT.md 4. file: the bytes of a checkpoint file, hex. Keys: Ed25519 seeds 01*32, 02*32, 03*32. heartbeat is absent when there is none; cosigned: other devices and the time each attests.', positive, negative);
}

// --- leaves --------------------------------------------------------------------------------------
{
  const positive = [], negative = [], feed = sha256(originOf(keys[0].pub));
  const filler = (n) => Buffer.from(Array.from({ length: n }, (_, i) => (i * 7 + 1) % 251));
  const common = (kind, tag, index = 7, suite = 1, reserved = 0, anchor = fill(0x33)) => cat('vs1e', [kind, suite], u16(reserved), u64(index), feed, anchor, fill(0x22), tag);
  const tag = fill(0x44, 16), none = fill(0), zeroTag = fill(0, 16);
  const sealed = ({ facts = 512 + 16, pf = fill(0x55), pc = none, chash = none, clen = 0, head = common(2, tag) } = {}) => cat(head, pf, pc, chash, u32(clen), filler(facts));
  const boxes = (len, n, head = common(3, zeroTag), real = len * n) => cat(head, u16(len), u16(n), filler(real));
  const good = (name, b, more = {}) => positive.push({ name, leaf: hex(b), feed: hex(feed), index: 7, opaque: false, kind: b[4], suite: b[5], leaf_hash: hex(leafHash(b)), ...(b.length >= 128 ? { tag: hex(b.subarray(112, 128)) } : {}), ...more });
  const views = (b) => ({ anchor: hex(b.subarray(48, 80)), salt: hex(b.subarray(80, 112)), key_input: hex(cat(b.subarray(8, 48), b.subarray(80, 112))) });
  const plain = sealed(), rich = sealed({ facts: 1024 + 16, pc: fill(0x66), chash: fill(0x77), clen: 2048 + 16 });
  for (const [name, b] of [['sealed leaf without content', plain], ['sealed leaf with content', rich], ['sealed leaf without anchor', sealed({ head: common(2, tag, 7, 1, 0, none) })]])
    good(name, b, { ...views(b), facts_aad_sha256: hex(sha256(b.subarray(0, 228))), content_aad_sha256: hex(sha256(b.subarray(0, 192))), facts_sha256: hex(sha256(b.subarray(228))), content_len: b.readUInt32BE(224), content_hash: hex(b.subarray(192, 224)) });
  for (const [len, n] of [[160, 4], [49, 8], [200, 16]]) {
    const b = boxes(len, n);
    good(`invitation with ${n} boxes of ${len}`, b, { ...views(b), boxes: n, box_len: len, box_aad_sha256: hex(sha256(b.subarray(0, 132))), last_box: hex(b.subarray(-len)) });
  }
  for (const [name, b] of [['kind 1', sealed({ head: common(1, tag) })], ['kind 4', sealed({ head: common(4, tag) })], ['suite 2', sealed({ head: common(2, tag, 7, 2) })], ['suite 0', sealed({ head: common(2, tag, 7, 0) })],
    ['a reserved byte', sealed({ head: common(2, tag, 7, 1, 1) })], ['an invitation of suite 2, with a tag', boxes(160, 4, common(3, tag, 7, 2))], ['eight bytes of an unknown kind', Buffer.from('vs1e\x09\x01\0\0', 'latin1')], ['another feed, of a kind not known', sealed({ head: cat(common(9, tag).subarray(0, 16), fill(1), common(9, tag).subarray(48)) })]])
    good(`opaque: ${name}`, b, { opaque: true });
  const bad = (name, b, reason = 'leaf-format') => negative.push({ name, leaf: hex(b), feed: hex(feed), index: 7, reason });
  bad('no bytes', Buffer.alloc(0));
  bad('seven bytes', plain.subarray(0, 7));
  bad('another magic', cat('vs1f', plain.subarray(4)));
  bad('header cut short', plain.subarray(0, 127));
  bad('no facts', plain.subarray(0, 228));
  bad('a byte too many', cat(plain, [0]));
  bad('a byte too few', plain.subarray(0, -1));
  bad('facts of no class', sealed({ facts: 640 + 16 }));
  bad('facts of 256', sealed({ facts: 256 + 16 }));
  bad('content without length', sealed({ pc: fill(1), chash: fill(2) }));
  bad('content without hash', sealed({ pc: fill(1), clen: 1040 }));
  bad('content without commitment', sealed({ chash: fill(2), clen: 1040 }));
  bad('commitment alone', sealed({ pc: fill(1) }));
  bad('length alone', sealed({ clen: 1040 }));
  bad('content of no class', sealed({ pc: fill(1), chash: fill(2), clen: 1041 }));
  bad('content of 512', sealed({ pc: fill(1), chash: fill(2), clen: 528 }));
  bad('content of 512 KiB', sealed({ pc: fill(1), chash: fill(2), clen: 524288 + 16 }));
  bad('content shorter than a tag', sealed({ pc: fill(1), chash: fill(2), clen: 15 }));
  bad('invitation with a tag', boxes(160, 4, common(3, tag)));
  bad('invitation cut short', boxes(160, 4).subarray(0, 131));
  bad('five boxes', boxes(160, 5));
  bad('no boxes', boxes(160, 0));
  bad('boxes of 48', boxes(48, 4));
  bad('a byte behind the boxes', cat(boxes(160, 4), [0]));
  bad('a box missing', boxes(160, 4, undefined, 480));
  bad('at another index', sealed({ head: common(2, tag, 8) }), 'leaf-place');
  bad('of another feed', sealed({ head: cat(plain.subarray(0, 16), fill(1), plain.subarray(48, 128)) }), 'leaf-place');
  topic('leaves', 'FORMAT.md 5. Read as leaf `index` of `feed`. Ciphertexts are filler: sealing has its own vectors.', positive, negative);
}

// --- the order in time ---------------------------------------------------------------------------
{
  const NOON = Date.UTC(2026, 3, 2, 12) / 1000, at = (s) => new Date(s * 1000).toISOString().slice(0, 19) + 'Z';
  const positive = [], negative = [];
  // By the definition, each leaf against all of its stretch.
  function foundIn(leaves) {
    const found = [];
    leaves.forEach(([leaf, s], i) => {
      const before = leaves.slice(Math.max(0, leaves.findIndex(([l]) => l === found.at(-1)?.leaf)), i), most = Math.max(...before.map(([, t]) => t));
      if (before.length && most - s > 600) found.push({ leaf, earlier: before.find(([, t]) => t === most)[0] });
    });
    return found;
  }
  function add(name, ...leaves) {
    const found = foundIn(leaves), told = leaves.map(([leaf, s]) => ({ leaf, made: at(s) }));
    (found.length ? negative : positive).push({ name, leaves: told, ...(found.length ? { found, reason: 'dated-back' } : {}) });
  }
  const minutes = (...list) => list.map((m, i) => [i, NOON + 60 * m]);
  add('one leaf', [0, NOON]);
  add('in order', ...minutes(0, 1, 1, 60, 100000));
  add('ten minutes back', ...minutes(0, 10, 0));
  add('ten minutes back again and again', ...minutes(10, 0, 5, 0, 10, 1));
  add('leaves between that are not opened', [0, NOON], [17, NOON - 600], [300, NOON + 1]);
  add('a second more than ten minutes', [0, NOON], [1, NOON - 601]);
  add('with leaves between that are not opened', [3, NOON], [17, NOON - 86400], [300, NOON + 1]);
  add('a leaf between hides nothing', ...minutes(60, 55, 45));
  add('a clock that was ahead for one leaf: told of once', ...minutes(0, 1000000, 1, 2, 3, 4));
  add('one leaf dated back', ...minutes(0, 100, 50, 101, 102));
  add('two that are dated back are told of once', ...minutes(0, 100, 50, 51, 101));
  add('and twice if the second is dated further back', ...minutes(0, 100, 50, 30, 101));
  add('in steps of nine minutes', ...minutes(100, 91, 82, 73, 64, 55));
  add('after the clock was put right, dated back again', ...minutes(0, 1000000, 1, 500, 400));
  add('the first of two of one time is named', ...minutes(0, 100, 100, 50));
  add('at the beginning of time', [0, NOON], [1, 0], [2, 0]);
  topic('dated-back', 'FORMAT.md 5.4. leaves: those of one history that were opened, each with its made; found: the leaves that are dated back, each with the earlier one that it is dated before.', positive, negative);
}

// --- fork proofs ---------------------------------------------------------------------------------
{
  const k = keys[0], origin = originOf(k.pub), positive = [], negative = [];
  const a = hashes(10), b = [...hashes(6), ...hashes(10, 1).slice(6)];
  const file = (d, n, key = k) => { const t = bodyOf(originOf(key.pub), n, mth(d, 0, n)); return `${t}\n${logLine(key, t)}`; };
  const evidence = (x, y, prefix, proof) => cat(u32(Buffer.byteLength(x)), x, u32(Buffer.byteLength(y)), y, ...(prefix ? [prefix, u16(proof.length), ...proof] : []));
  const good = (name, e, n1, n2) => positive.push({ name, device_key: hex(k.pub), evidence: hex(e), sizes: [n1, n2] });
  const bad = (name, e, reason = 'proof', key = k) => negative.push({ name, device_key: hex(key.pub), evidence: hex(e), reason });
  good('one size, two roots', evidence(file(a, 8), file(b, 8)), 8, 8);
  good('two sizes, the longer tree contradicts', evidence(file(a, 8), file(b, 10), mth(b, 0, 8), consistency(8, b, 10)), 8, 10);
  good('two sizes, the longer first', evidence(file(a, 10), file(b, 7), mth(a, 0, 7), consistency(7, a, 10)), 7, 10);
  bad('twice the same', evidence(file(a, 8), file(a, 8)));
  bad('the same with other lines', evidence(file(a, 8), file(a, 8) + coLine(k, bodyOf(origin, 8, mth(a, 0, 8)), 5)));
  bad('two sizes before the fork', evidence(file(a, 5), file(b, 10), mth(b, 0, 5), consistency(5, b, 10)));
  bad('two sizes without proof', evidence(file(a, 8), file(b, 10)));
  bad('a proof for another root', evidence(file(a, 8), file(b, 10), fill(1), consistency(8, b, 10)));
  bad('a proof between trees of one size', evidence(file(a, 8), file(b, 8), mth(b, 0, 8), [fill(1)]));
  bad('of two devices', evidence(file(a, 8), file(b, 8, keys[1])), 'checkpoint-format');
  bad('of another device', evidence(file(a, 8), file(b, 8)), 'checkpoint-format', keys[1]);
  bad('a broken signature', evidence(file(a, 8), file(b, 8).replace(/\n8\n/, '\n9\n')), 'note-signature');
  const whole = evidence(file(a, 8), file(b, 10), mth(b, 0, 8), consistency(8, b, 10));
  bad('cut short', whole.subarray(0, -1), 'encoding');
  bad('a byte too many', cat(whole, [0]), 'encoding');
  bad('no hashes', evidence(file(a, 8), file(b, 10), mth(b, 0, 8), []), 'encoding');
  bad('one checkpoint', evidence(file(a, 8), file(b, 8)).subarray(0, 100), 'encoding');
  topic('fork-proofs', 'FORMAT.md 4.6. evidence: the content of a fork event.', positive, negative);
}

// --- compare or write ----------------------------------------------------------------------------
const entries = (list) => list.map((e) => '    ' + JSON.stringify(e)).join(',\n');
let count = 0, failed = 0;
for (const [name, f] of Object.entries(files)) {
  const at = new URL(`../../schemas/vectors/${name}.json`, import.meta.url);
  const text = `{\n  "schema": "${f.schema}",\n  "topic": "${f.topic}",\n  "about": ${JSON.stringify(f.about)},\n  "positive": [\n${entries(f.positive)}\n  ],\n  "negative": [\n${entries(f.negative)}\n  ]\n}\n`;
  if (process.argv.includes('--write')) { writeFileSync(at, text); continue; }
  let same = false;
  try { same = readFileSync(at, 'utf8') === text; } catch { /* absent: not the same */ }
  console.log(`${same ? 'ok' : 'not ok'} ${++count} - ${name}: ${f.positive.length} positive and ${f.negative.length} negative vectors are what node:crypto computes`);
  if (!same) failed++;
}
if (count) console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
