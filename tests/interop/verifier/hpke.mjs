// FORMAT.md 7: HPKE base mode (RFC 9180) for one message, and invitations.
import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { cat, hmac, isZero, need, u16, zeros } from './bytes.mjs';
import { aeadOpen } from './seal.mjs';

export const INFO = 'vs1 invitation';
const KEM = cat('KEM', u16(0x20)), SUITE = cat('HPKE', u16(0x20), u16(1), u16(3));
const secretKey = (raw) => createPrivateKey({ key: cat(Buffer.from('302e020100300506032b656e04220420', 'hex'), raw), format: 'der', type: 'pkcs8' });
const publicKey = (raw) => createPublicKey({ key: cat(Buffer.from('302a300506032b656e032100', 'hex'), raw), format: 'der', type: 'spki' });
export const publicOf = (secret) => createPublicKey(secretKey(secret)).export({ format: 'der', type: 'spki' }).subarray(-32);

// The X25519 secret, or null where it is 32 zero bytes (OpenSSL refuses, too).
function dh(secret, open) {
  try {
    const shared = diffieHellman({ privateKey: secretKey(secret), publicKey: publicKey(open) });
    return isZero(shared) ? null : shared;
  } catch {
    return null;
  }
}
// 7.5: no inbox key is a point of small order.
export const isInboxKey = (key) => key.length === 32 && dh(Buffer.alloc(32, 0x40), key) !== null;

const extract = (suite, salt, label, ikm) => hmac(salt, 'HPKE-v1', suite, label, ikm);
function expand(suite, prk, label, info, length) {
  const full = cat(u16(length), 'HPKE-v1', suite, label, info);
  let out = Buffer.alloc(0), block = Buffer.alloc(0);
  for (let i = 1; out.length < length; i++) out = cat(out, block = hmac(prk, block, full, Buffer.of(i)));
  return out.subarray(0, length);
}
function schedule(shared, enc, recipient, info) {
  const none = zeros(0), context = cat(enc, recipient);
  const secret = expand(KEM, extract(KEM, none, 'eae_prk', shared), 'shared_secret', context, 32);
  const about = cat(Buffer.of(0), extract(SUITE, none, 'psk_id_hash', none), extract(SUITE, none, 'info_hash', info));
  const prk = extract(SUITE, secret, 'secret', none);
  return { key: expand(SUITE, prk, 'key', about, 32), nonce: expand(SUITE, prk, 'base_nonce', about, 12) };
}
// The key pair that RFC 9180 7.1.3 derives.
export function deriveKeyPair(ikm) {
  const secret = expand(KEM, extract(KEM, zeros(0), 'dkp_prk', ikm), 'sk', zeros(0), 32);
  return { secret, open: publicOf(secret) };
}
export function open(secret, recipient, info, aad, box) {
  need(box.length >= 48, 'hpke', 'short');
  const enc = box.subarray(0, 32), shared = dh(secret, enc);
  need(shared, 'not-for-this-key', 'shared secret of zeros');
  const { key, nonce } = schedule(shared, enc, recipient, info);
  const plain = aeadOpen(key, nonce, aad, box.subarray(32));
  need(plain, 'not-for-this-key');
  return plain;
}
export const checkRecipient = (key) => need(isInboxKey(key), 'weak-key');

// 7.2: what a box that opened says to the organisation `me`.
export function parseBox(plain, me) {
  need(plain.length === 144 && plain[0] === 1 && (plain[1] === 1 || plain[1] === 2) && isZero(plain.subarray(4, 8)) &&
    plain.readBigUInt64BE(136) < 2n ** 40n && plain.subarray(40, 72).equals(me), 'invalid', 'no invitation for me');
  return { role: plain[1], epoch: plain.readUInt16BE(2), case: plain.subarray(8, 40), org: me, key: plain.subarray(72, 104),
    feed: plain.subarray(104, 136), index: Number(plain.readBigUInt64BE(136)) };
}
// 7.4: every box of a leaf with every inbox key: what opens, in the order of boxes; wrong ones are counted.
export function openInvitation(part, secrets, me) {
  need(!part.opaque && part.kind === 3 && part.boxLength === 192, 'leaf-format', 'no invitation of this version');
  const opened = [];
  let wrong = 0;
  for (const box of part.boxes) {
    secrets.forEach((secret, inbox) => {
      let plain;
      try {
        plain = open(secret, publicOf(secret), Buffer.from(INFO), part.leaf.subarray(0, 132), box);
      } catch {
        return;
      }
      try {
        opened.push({ inbox, ...parseBox(plain, me) });
      } catch {
        wrong++;
      }
    });
  }
  return { opened, wrong };
}
