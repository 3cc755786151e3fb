// The golden vectors of FORMAT.md 6, 7 and 8 under node:crypto alone: leaves and content open, boxes
// open, signatures verify, fingerprints and hashes agree, and what must fail fails for its reason.
import fs from 'node:fs';
import * as s from './lib/seal.mjs';
import { hex, unhex } from './lib/seal.mjs';

let count = 0, failed = 0;
function ok(good, name) {
  count++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
}
const is = (got, want, name) => { ok(got === want, name); if (got !== want) console.log(`# got  ${got}\n# want ${want}`); };
const load = (topic) => JSON.parse(fs.readFileSync(new URL(`../../schemas/vectors/${topic}.json`, import.meta.url)));
const text = (r) => (typeof r === 'string' ? r : hex(r));

// A sealed leaf by its table: magic, kind, suite, zeros, a length that is a class.
function isSealed(leaf) {
  const size = leaf.length - 244, clen = leaf.length >= 228 ? leaf.readUInt32BE(224) : 0;
  const zero = (a, b) => !leaf.subarray(a, b).some((x) => x);
  return leaf.subarray(0, 8).equals(s.cat('vs1e', Buffer.from([2, 1, 0, 0]))) && size >= 512 && size <= 32768 && (size & (size - 1)) === 0 &&
    zero(160, 192) === (clen === 0) && zero(192, 224) === (clen === 0);
}
function openNegative(v) {
  const leaf = unhex(v.leaf), key = unhex(v.key);
  if (!isSealed(leaf)) return 'leaf-format';
  if (v.part === 'facts') return s.openFacts(key, leaf);
  if (leaf.readUInt32BE(224) === 0) return 'not-found';
  return s.openContent(key, leaf, unhex(v.sealed));
}

{
  const { positive, negative } = load('entry');
  for (const v of positive) {
    const leaf = unhex(v.leaf), kf = s.factsKey(s.readingKey(unhex(v.kc)), unhex(v.begun_feed), v.begun_index);
    is(hex(kf), v.kf, `${v.name}: Kf`);
    is(leaf.readBigUInt64BE(8), BigInt(v.index), `${v.name}: index`);
    is(text(s.openFacts(kf, leaf)), v.facts, `${v.name}: facts`);
    is(text(s.openPart('facts', unhex(v.entry_facts), leaf, leaf.subarray(228))), v.facts, `${v.name}: facts by E alone`);
    if (v.sealed !== undefined) {
      is(text(s.openContent(unhex(v.kc), leaf, unhex(v.sealed))), v.content, `${v.name}: content`);
      is(text(s.openPart('content', unhex(v.entry_content), leaf, unhex(v.sealed))), v.content, `${v.name}: content by E alone`);
    }
  }
  for (const v of negative) is(text(openNegative(v)), v.reason, v.name);
}
{
  const { positive, negative } = load('tag');
  const keyOf = (v) => (v.kd ? s.directoryKey(unhex(v.kd), unhex(v.org)) : s.factsKey(s.readingKey(unhex(v.kc)), unhex(v.begun_feed), v.begun_index));
  for (const v of positive) is(hex(s.tag(keyOf(v), unhex(v.feed), v.n)), v.tag, v.name);
  for (const v of negative) ok(hex(s.tag(keyOf(v), unhex(v.feed), v.n)) !== v.tag, v.name);
}
{
  const { positive, negative } = load('hpke');
  for (const v of positive) is(text(s.hpkeOpen(unhex(v.sk_r), unhex(v.pk_r), unhex(v.info), unhex(v.aad), unhex(v.box)) ?? 'closed'), v.plain, v.name);
  for (const v of negative.filter((n) => n.box && n.reason === 'not-for-this-key')) {
    is(s.hpkeOpen(unhex(v.sk_r), unhex(v.pk_r), unhex(v.info), unhex(v.aad), unhex(v.box)), null, v.name);
  }
}
{
  const { positive } = load('invitation');
  for (const v of positive) {
    const keys = v.keys.map((k) => ({ sk: unhex(k), pk: s.x25519Public(unhex(k)) }));
    const found = s.openInvitation(unhex(v.leaf), keys).map(hex).sort();
    const want = v.opens.map((o) => v.to[o.to]).map((t) => hex(s.invitationPlain({ role: t.role, epoch: t.epoch, case: unhex(t.case), org: unhex(t.org), key: unhex(t.key), feed: unhex(t.feed), index: t.index }))).sort();
    is(JSON.stringify(found), JSON.stringify(want), v.name);
  }
}
{
  const { positive } = load('roster');
  for (const v of positive.filter((p) => p.note)) {
    const bytes = unhex(v.note).toString(), at = bytes.lastIndexOf('\n\n') + 1, signed = bytes.slice(0, at);
    const signature = Buffer.from(bytes.slice(at + 1).trimEnd().split(' ')[2], 'base64');
    ok(s.edVerify(unhex(v.root), Buffer.from(signed), signature.subarray(4)), `${v.name}: the root signed`);
    is(hex(s.sha256(signed)), v.hash, `${v.name}: hash`);
  }
}
{
  const { positive } = load('card');
  for (const v of positive) {
    const card = JSON.parse(unhex(v.card));
    is(s.canonical(card), unhex(v.card).toString().trimEnd(), `${v.name}: canonical`);
    is(s.fingerprint(card.identity), v.fingerprint, `${v.name}: fingerprint`);
    is(hex(s.sha256(Buffer.from(card.identity.root, 'base64url'))), v.org, `${v.name}: org id`);
  }
}
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
