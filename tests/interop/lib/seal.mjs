// Sealing, invitations, rosters, cards and SSH signatures, written from schemas/FORMAT.md with nothing
// but node:crypto: a second implementation to hold the program against.
import crypto from 'node:crypto';

export const hex = (b) => Buffer.from(b).toString('hex');
export const unhex = (s) => Buffer.from(s, 'hex');
export const cat = (...parts) => Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : p)));
export const fill = (byte, len = 32) => Buffer.alloc(len, byte);
export const sha256 = (...parts) => crypto.createHash('sha256').update(cat(...parts)).digest();
export const hmac = (key, ...parts) => crypto.createHmac('sha256', key).update(cat(...parts)).digest();
export const b64url = (b) => Buffer.from(b).toString('base64url');
export const u16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b; };
export const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
export const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(n)); return b; };
const zeros = (n) => Buffer.alloc(n);

// --- ChaCha20-Poly1305 --------------------------------------------------------------------------
const AEAD = { authTagLength: 16 };
export function aeadSeal(key, nonce, aad, plain) {
  const c = crypto.createCipheriv('chacha20-poly1305', key, nonce, AEAD);
  c.setAAD(aad, { plaintextLength: plain.length });
  return cat(c.update(plain), c.final(), c.getAuthTag());
}
export function aeadOpen(key, nonce, aad, sealed) { // null when it does not open
  if (sealed.length < 16) return null;
  const d = crypto.createDecipheriv('chacha20-poly1305', key, nonce, AEAD);
  d.setAAD(aad, { plaintextLength: sealed.length - 16 });
  d.setAuthTag(sealed.subarray(-16));
  try { return cat(d.update(sealed.subarray(0, -16)), d.final()); } catch { return null; }
}

// --- keys and tags (FORMAT.md 6) ----------------------------------------------------------------
export const readingKey = (kc) => hmac(kc, 'vs1 reading');
export const factsKey = (kr, feed, index) => hmac(kr, 'vs1 facts', feed, u64(index));
export const directoryKey = (kd, org) => hmac(kd, 'vs1 directory', org);
export const channelName = (kr) => hmac(kr, 'vs1 channel');
export const tag = (kf, feed, n) => hmac(kf, 'vs1 tag', feed, u64(n)).subarray(0, 16);
const LABEL = { facts: 'vs1 facts entry', content: 'vs1 content entry' };
export const entryKey = (part, key, leaf) => hmac(key, LABEL[part], leaf.subarray(8, 48), leaf.subarray(80, 112));
export const aeadKey = (e) => hmac(e, 'vs1 key');
export const commitment = (e) => hmac(e, 'vs1 commit');

export function pad(text, least, greatest) {
  let size = least;
  while (size < 4 + text.length) size *= 2;
  if (size > greatest) throw new Error('too long');
  return cat(u32(text.length), text, zeros(size - 4 - text.length));
}
export function unpad(plain) { // null when it is not a padded text
  const n = plain.readUInt32BE(0);
  if (n > plain.length - 4 || plain.subarray(4 + n).some((b) => b)) return null;
  return plain.subarray(4, 4 + n);
}

const place = (kind, p) => cat('vs1e', Buffer.from([kind, 1, 0, 0]), u64(p.index), p.feed, p.anchor, p.salt);
export function sealLeaf(p, kc, kf, leafTag, facts, content) {
  const common = cat(place(2, p), leafTag);
  const ef = entryKey('facts', kf, common);
  const withPf = cat(common, commitment(ef));
  let header, sealed = null;
  if (content) {
    const ec = entryKey('content', kc, common);
    header = cat(withPf, commitment(ec));
    sealed = aeadSeal(aeadKey(ec), zeros(12), header, pad(content, 1024, 262144));
    header = cat(header, sha256(sealed), u32(sealed.length));
  } else header = cat(withPf, zeros(68));
  const leaf = cat(header, aeadSeal(aeadKey(ef), zeros(12), header, pad(facts, 512, 32768)));
  return { leaf, sealed };
}
// The text, or the reason for which there is none.
export function openPart(part, e, leaf, sealed) {
  const at = part === 'facts' ? 128 : 160;
  const aad = leaf.subarray(0, part === 'facts' ? 228 : 192);
  if (!crypto.timingSafeEqual(commitment(e), leaf.subarray(at, at + 32))) return 'not-for-this-key';
  const plain = aeadOpen(aeadKey(e), zeros(12), aad, sealed);
  if (!plain) return 'unopenable';
  return unpad(plain) ?? 'padding';
}
export const openFacts = (kf, leaf) => openPart('facts', entryKey('facts', kf, leaf), leaf, leaf.subarray(228));
export function openContent(kc, leaf, sealed) {
  if (sealed.length !== leaf.readUInt32BE(224) || !sha256(sealed).equals(leaf.subarray(192, 224))) return 'content-hash';
  return openPart('content', entryKey('content', kc, leaf), leaf, sealed);
}

// --- HPKE (RFC 9180), base mode -----------------------------------------------------------------
const X_PRIVATE = unhex('302e020100300506032b656e04220420');
const X_PUBLIC = unhex('302a300506032b656e032100');
const xPrivate = (sk) => crypto.createPrivateKey({ key: cat(X_PRIVATE, sk), format: 'der', type: 'pkcs8' });
const xPublic = (pk) => crypto.createPublicKey({ key: cat(X_PUBLIC, pk), format: 'der', type: 'spki' });
export const x25519Public = (sk) => crypto.createPublicKey(xPrivate(sk)).export({ format: 'der', type: 'spki' }).subarray(-32);
const x25519 = (sk, pk) => crypto.diffieHellman({ privateKey: xPrivate(sk), publicKey: xPublic(pk) });
const KEM = cat('KEM', u16(0x20)), HPKE = cat('HPKE', u16(0x20), u16(1), u16(3));
const extract = (suite, salt, label, ikm) => hmac(salt, 'HPKE-v1', suite, label, ikm);
const expand = (suite, prk, label, info, len) =>
  Buffer.from(crypto.createHmac('sha256', prk).update(cat(u16(len), 'HPKE-v1', suite, label, info, Buffer.from([1]))).digest()).subarray(0, len);
export function deriveKeyPair(ikm) {
  const sk = expand(KEM, extract(KEM, '', 'dkp_prk', ikm), 'sk', '', 32);
  return { sk, pk: x25519Public(sk) };
}
function schedule(dh, enc, pkR, info) {
  const shared = expand(KEM, extract(KEM, '', 'eae_prk', dh), 'shared_secret', cat(enc, pkR), 32);
  const context = cat(Buffer.from([0]), extract(HPKE, '', 'psk_id_hash', ''), extract(HPKE, '', 'info_hash', info));
  const secret = extract(HPKE, shared, 'secret', '');
  return { key: expand(HPKE, secret, 'key', context, 32), nonce: expand(HPKE, secret, 'base_nonce', context, 12), shared };
}
export function hpkeSeal(pk, ikmE, info, aad, plain) {
  const e = deriveKeyPair(ikmE);
  const { key, nonce } = schedule(x25519(e.sk, pk), e.pk, pk, info);
  return cat(e.pk, aeadSeal(key, nonce, aad, plain));
}
export function hpkeOpen(sk, pk, info, aad, box) {
  const enc = box.subarray(0, 32);
  let dh;
  try { dh = x25519(sk, enc); } catch { return null; }
  const { key, nonce } = schedule(dh, enc, pk, info);
  return aeadOpen(key, nonce, aad, box.subarray(32));
}

// --- invitations (FORMAT.md 7) ------------------------------------------------------------------
export const invitationPlain = (i) => cat(Buffer.from([1, i.role]), u16(i.epoch), zeros(4), i.case, i.org, i.key, i.feed, u64(i.index));
// `random` gives 32 bytes a call, in the order in which the program takes them.
export function sealInvitation(p, to, random, plainOf = (t) => invitationPlain(t)) {
  const n = to.length <= 4 ? 4 : to.length <= 8 ? 8 : 16;
  const header = cat(place(3, p), zeros(16), u16(192), u16(n));
  const boxes = [];
  for (let i = 0; i < n; i++) {
    const pk = i < to.length ? to[i].inbox : deriveKeyPair(random()).pk;
    boxes.push(hpkeSeal(pk, random(), 'vs1 invitation', header, i < to.length ? plainOf(to[i]) : zeros(144)));
  }
  return cat(header, ...boxes.sort(Buffer.compare));
}
export function openInvitation(leaf, keys) {
  const found = [], len = leaf.readUInt16BE(128), n = leaf.readUInt16BE(130);
  for (let i = 0; i < n; i++) {
    const box = leaf.subarray(132 + i * len, 132 + (i + 1) * len);
    for (const k of keys) {
      const plain = hpkeOpen(k.sk, k.pk, 'vs1 invitation', leaf.subarray(0, 132), box);
      if (plain) found.push(plain);
    }
  }
  return found;
}

// --- Ed25519, notes, rosters (FORMAT.md 8) ------------------------------------------------------
const ED_PRIVATE = unhex('302e020100300506032b657004220420');
const ED_PUBLIC = unhex('302a300506032b6570032100');
const edPrivate = (seed) => crypto.createPrivateKey({ key: cat(ED_PRIVATE, seed), format: 'der', type: 'pkcs8' });
export const edPublic = (seed) => crypto.createPublicKey(edPrivate(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);
export const edSign = (seed, message) => crypto.sign(null, message, edPrivate(seed));
export const edVerify = (pk, message, signature) =>
  crypto.verify(null, message, crypto.createPublicKey({ key: cat(ED_PUBLIC, pk), format: 'der', type: 'spki' }), signature);
export const origin = (pk) => 'vs.invalid/f/' + hex(sha256(pk)).slice(0, 32);
export const rootName = (org) => 'vs.invalid/o/' + hex(org).slice(0, 32);
const b64 = (b) => Buffer.from(b).toString('base64');

export function note(text, name, seed) {
  const pk = edPublic(seed);
  const id = sha256(name, '\n', Buffer.from([1]), pk).subarray(0, 4);
  return cat(text, '\n\u2014 ', name, ' ', b64(cat(id, edSign(seed, Buffer.from(text)))), '\n');
}
// r: {org, generation, version, root seed, next hash, previous: [{generation, version, hash}],
//     devices: [{key, closed: {size, root}}], extra: lines before the devices}
export function rosterText(r) {
  const lines = ['vs-roster/1', `org ${hex(r.org)}`, `generation ${r.generation}`, `version ${r.version}`,
    `root ${b64(edPublic(r.seed))}`, `next ${b64(r.next)}`];
  for (const p of r.previous ?? []) lines.push(`previous ${p.generation} ${p.version} ${b64(p.hash)}`);
  lines.push(...(r.extra ?? []));
  for (const d of [...r.devices].sort((a, b) => (origin(a.key) < origin(b.key) ? -1 : 1))) {
    lines.push(`device ${origin(d.key)} ${b64(d.key)} ` + (d.closed ? `closed ${d.closed.size} ${b64(d.closed.root)}` : 'active'));
  }
  return lines.join('\n') + '\n';
}
export const rosterHash = (text) => sha256(text);
export const rosterNote = (r) => note(rosterText(r), rootName(r.org), r.seed);

// --- cards --------------------------------------------------------------------------------------
// Canonical JSON of what a card holds: objects with sorted names, arrays, strings, no others needed.
export function canonical(v) {
  if (Array.isArray(v)) return '[' + v.map(canonical).join(',') + ']';
  if (typeof v === 'object') return '{' + Object.keys(v).sort().map((k) => canonical(k) + ':' + canonical(v[k])).join(',') + '}';
  if (typeof v === 'number') return String(v);
  return '"' + v.replace(/["\\\n\t]/g, (c) => ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' })[c]) + '"';
}
export const fingerprint = (identity) => hex(sha256('vs1 card', canonical(identity))).slice(0, 32).match(/.{4}/g).join(' ');

// --- SSH signatures -----------------------------------------------------------------------------
const str = (x) => { const b = Buffer.from(x); return cat(u32(b.length), b); };
const sha512 = (b) => crypto.createHash('sha512').update(b).digest();
export function sshsig(seed, payload, namespace = 'git') {
  const message = cat('SSHSIG', str(namespace), str(''), str('sha512'), str(sha512(payload)));
  const blob = cat('SSHSIG', u32(1), str(cat(str('ssh-ed25519'), str(edPublic(seed)))), str(namespace), str(''), str('sha512'),
    str(cat(str('ssh-ed25519'), str(edSign(seed, message)))));
  return '-----BEGIN SSH SIGNATURE-----\n' + b64(blob).match(/.{1,70}/g).join('\n') + '\n-----END SSH SIGNATURE-----';
}
export const allowedSigner = (pk) =>
  `${origin(pk).slice(13)}@vs.invalid namespaces="git" ssh-ed25519 ${b64(cat(str('ssh-ed25519'), str(pk)))}\n`;
