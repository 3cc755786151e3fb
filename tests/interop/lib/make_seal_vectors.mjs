// Writes the golden vectors of FORMAT.md 6, 7 and 8: node tests/interop/lib/make_seal_vectors.mjs
// Everything follows from fixed seeds and salts, so that a second run writes the same bytes. The
// vectors come from this second implementation; the program has to arrive at them on its own.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as s from './seal.mjs';
import { hex, unhex, cat, fill, sha256 } from './seal.mjs';

const folder = fileURLToPath(new URL('../../../schemas/vectors/', import.meta.url));
function write(topic, about, positive, negative) {
  const list = (l) => '[\n' + l.map((v) => '    ' + JSON.stringify(v)).join(',\n') + '\n  ]';
  fs.writeFileSync(`${folder}${topic}.json`, `{
  "schema": "vs.vectors/1",
  "topic": "${topic}",
  "about": ${JSON.stringify(about)},
  "positive": ${list(positive)},
  "negative": ${list(negative)}
}\n`);
}
// Where the fuzzers of chapters 6 and 7 start from: these vectors, one a file.
const corpora = fileURLToPath(new URL('../../fuzz/corpus/', import.meta.url));
function corpus(target, vectors, names, bytesOf) {
  for (const v of vectors.filter((x) => names.includes(x.name))) {
    fs.writeFileSync(`${corpora}${target}/${v.name.replace(/[^a-z0-9]+/g, '-').slice(0, 39)}`, bytesOf(v));
  }
}
const flip = (b, at, bits = 1) => { const c = Buffer.from(b); c[at] ^= bits; return c; };
const seedOf = (name) => sha256('test seed ' + name);

// --- keys and places ------------------------------------------------------------------------------
const deviceA = { seed: fill(0x01) }; deviceA.key = s.edPublic(deviceA.seed);
const feed = sha256(s.origin(deviceA.key));
const begun = { feed, index: 5 }, kc = fill(0x11), kf = s.factsKey(s.readingKey(kc), begun.feed, begun.index);
const at = (index, salt, anchor = fill(0)) => ({ index, feed, anchor, salt });
const placeHex = (p) => ({ index: p.index, feed: hex(p.feed), anchor: hex(p.anchor), salt: hex(p.salt) });

// --- tag ------------------------------------------------------------------------------------------
{
  const other = sha256('another feed');
  const v = (name, key, f, n, place = begun) => {
    const kr = s.readingKey(key), k = s.factsKey(kr, place.feed, place.index);
    return { name, kc: hex(key), begun_feed: hex(place.feed), begun_index: place.index, kr: hex(kr), kf: hex(k), channel: hex(s.channelName(kr)), feed: hex(f), n, tag: hex(s.tag(k, f, n)) };
  };
  const dir = (name, kd, of, f, n) => ({ name, kd: hex(kd), org: hex(of), kf: hex(s.directoryKey(kd, of)), feed: hex(f), n, tag: hex(s.tag(s.directoryKey(kd, of), f, n)) });
  const bad = (name, f, n, t) => ({ name, kc: hex(kc), begun_feed: hex(begun.feed), begun_index: begun.index, feed: hex(f), n, tag: hex(t), reason: 'not-for-this-key' });
  const at0 = (key) => s.tag(key, feed, 0);
  write('tag', 'FORMAT.md 6. Kr, Kf, the name of the channel and the recognition tag from Kc, the place where the channel begins (begun_feed, begun_index), feed and n; of a directory Kf and tag from Kd and org. A negative gives a tag that is not the one of these values.', [
    v('first leaf', kc, feed, 0), v('second leaf', kc, feed, 1), v('leaf 2^32', kc, feed, 2 ** 32),
    v('another feed', kc, other, 0), v('another key', fill(0x12), feed, 0), v('key of zeros', fill(0), feed, 7),
    v('begun in another feed', kc, feed, 0, { feed: other, index: 5 }), v('begun at another index', kc, feed, 0, { feed, index: 6 }), v('begun at 2^40 - 1', kc, feed, 0, { feed, index: 2 ** 40 - 1 }),
    dir('directory', fill(0x14), sha256('an organisation'), feed, 0), dir('directory of another organisation under the same key', fill(0x14), sha256('another organisation'), feed, 0), dir('directory under the key of a case', kc, sha256('an organisation'), feed, 3),
  ], [
    bad('tag of the next leaf', feed, 0, s.tag(kf, feed, 1)), bad('tag in another feed', other, 0, s.tag(kf, feed, 0)),
    bad('tag under Kc instead of Kf', feed, 0, at0(kc)), bad('tag under Kr instead of Kf', feed, 0, at0(s.readingKey(kc))),
    bad('n as a little-endian number', feed, 1, s.tag(kf, feed, 2 ** 48 * 256)),
    bad('begun in another feed', feed, 0, at0(s.factsKey(s.readingKey(kc), other, 5))), bad('begun at another index', feed, 0, at0(s.factsKey(s.readingKey(kc), feed, 6))),
    bad('a directory under this key', feed, 0, at0(s.directoryKey(kc, feed))),
  ]);
}

// --- entry ----------------------------------------------------------------------------------------
{
  const facts = Buffer.from('{"at":"2026-04-02T14:10:00Z","made":"2026-04-02T14:12:00Z","takes":true,"type":"case.open","v":1}');
  const text = Buffer.from('{"text":"Zorgen om de veiligheid."}');
  const make = (name, p, f, c, n = 0) => {
    const t = s.tag(kf, feed, n), { leaf, sealed } = s.sealLeaf(p, kc, kf, t, f, c);
    const v = { name, ...placeHex(p), tag: hex(t), kc: hex(kc), begun_feed: hex(begun.feed), begun_index: begun.index, kf: hex(kf), facts: hex(f), entry_facts: hex(s.entryKey('facts', kf, leaf)), leaf: hex(leaf) };
    if (c) Object.assign(v, { content: hex(c), entry_content: hex(s.entryKey('content', kc, leaf)), sealed: hex(sealed) });
    return v;
  };
  const plain = make('facts alone', at(7, fill(0x22)), facts);
  const both = make('facts and content', at(8, fill(0x23), fill(0x33)), facts, text, 1);
  const positive = [plain, both,
    make('empty facts', at(9, fill(0x24)), Buffer.alloc(0)),
    make('empty content', at(10, fill(0x25)), facts, Buffer.alloc(0)),
    make('facts that just fit the first class', at(11, fill(0x26)), fill(0x61, 508)),
    make('facts that need the second class', at(12, fill(0x27)), fill(0x61, 509)),
    make('content of the second class', at(13, fill(0x28)), facts, fill(0x62, 1021)),
    make('index above 2^32', at(2 ** 33 + 1, fill(0x29)), facts),
  ];
  const leaf = unhex(plain.leaf), leaf2 = unhex(both.leaf), sealed = unhex(both.sealed);
  const negFacts = (name, l, reason, key = kf) => ({ name, part: 'facts', key: hex(key), leaf: hex(l), reason });
  const negContent = (name, l, c, reason, key = kc) => ({ name, part: 'content', key: hex(key), leaf: hex(l), sealed: hex(c), reason });
  // A leaf whose facts plaintext is not padded as it should be.
  const odd = (paddedFacts) => {
    const head = leaf.subarray(0, 228), e = s.entryKey('facts', kf, leaf);
    return cat(head, s.aeadSeal(s.aeadKey(e), Buffer.alloc(12), head, paddedFacts));
  };
  const padded = s.pad(facts, 512, 512);
  const ec = s.entryKey('content', kc, leaf2);
  const oddContent = (() => {
    const c = s.aeadSeal(s.aeadKey(ec), Buffer.alloc(12), leaf2.subarray(0, 192), flip(s.pad(text, 1024, 1024), 1023));
    return { leaf: cat(leaf2.subarray(0, 192), sha256(c), leaf2.subarray(224)), sealed: c };
  })();
  const withHash = (c) => cat(leaf2.subarray(0, 192), sha256(c), leaf2.subarray(224));
  const negative = [
    negFacts('another key', leaf, 'not-for-this-key', fill(0x13)),
    negFacts('content key instead of facts key', leaf, 'not-for-this-key', kc),
    negFacts('index changed', flip(leaf, 15), 'not-for-this-key'),
    negFacts('copied to another feed', flip(leaf, 20), 'not-for-this-key'),
    negFacts('salt changed', flip(leaf, 111), 'not-for-this-key'),
    negFacts('commitment changed', flip(leaf, 128), 'not-for-this-key'),
    negFacts('commitment of zeros', cat(leaf.subarray(0, 128), Buffer.alloc(32), leaf.subarray(160)), 'not-for-this-key'),
    negFacts('anchor changed', flip(leaf, 48), 'unopenable'),
    negFacts('tag changed', flip(leaf, 112), 'unopenable'),
    negFacts('commitment of the content changed', flip(leaf2, 160), 'unopenable'),
    negFacts('hash of the content changed', flip(leaf2, 192), 'unopenable'),
    negFacts('ciphertext changed', flip(leaf, 228), 'unopenable'),
    negFacts('authentication tag changed', flip(leaf, leaf.length - 1), 'unopenable'),
    negFacts('same commitment, another ciphertext', cat(leaf.subarray(0, 228), leaf2.subarray(228)), 'unopenable'),
    negFacts('zero bytes missing behind the text', odd(flip(padded, 511)), 'padding'),
    negFacts('text longer than its room', odd(cat(s.u32(509), fill(0x61, 508))), 'padding'),
    negFacts('length of 2^32 - 1', odd(cat(s.u32(2 ** 32 - 1), fill(0, 508))), 'padding'),
    negFacts('unknown suite', flip(leaf, 5, 3), 'leaf-format'),
    negFacts('reserved byte', flip(leaf, 7), 'leaf-format'),
    negFacts('a byte too many', cat(leaf, Buffer.from([0])), 'leaf-format'),
    negFacts('length of no class', cat(leaf, fill(0, 256)), 'leaf-format'),
    negFacts('content half announced', cat(leaf.subarray(0, 160), fill(1), leaf.subarray(192)), 'leaf-format'),
    negContent('another key', leaf2, sealed, 'not-for-this-key', kf),
    negContent('ciphertext changed', leaf2, flip(sealed, 0), 'content-hash'),
    negContent('ciphertext cut short', leaf2, sealed.subarray(0, 1039), 'content-hash'),
    negContent('ciphertext of another leaf, hash adjusted', withHash(fill(0x44, 1040)), fill(0x44, 1040), 'unopenable'),
    negContent('anchor changed', flip(leaf2, 48), sealed, 'unopenable'),
    negContent('padding', oddContent.leaf, oddContent.sealed, 'padding'),
    negContent('a leaf without content', leaf, sealed, 'not-found'),
  ];
  write('entry', 'FORMAT.md 6. Sealed leaves of the channel that begins at begun_feed, begun_index: leaf and sealed (content ciphertext) from place, keys, facts and content; entry_facts and entry_content are E. A negative is opened with key (Kf for facts, Kc for content).', positive, negative);
  corpus('entry', [...positive, ...negative], ['facts alone', 'facts and content', 'empty facts', 'empty content', 'another key', 'ciphertext changed', 'ciphertext cut short',
    'zero bytes missing behind the text', 'text longer than its room', 'length of 2^32 - 1'],
  (v) => cat(s.u16(v.leaf.length / 2), unhex(v.leaf), unhex(v.sealed ?? '')));
}

// --- hpke -----------------------------------------------------------------------------------------
{
  const rfc = { name: 'RFC 9180, A.2.1, first encryption', ikm_e: '909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b',
    ikm_r: '1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df', sk_r: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
    pk_r: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a', info: '4f6465206f6e2061204772656369616e2055726e', aad: '436f756e742d30',
    plain: '4265617574792069732074727574682c20747275746820626561757479',
    box: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28' };
  const make = (name, e, r, info, aad, plain) => {
    const k = s.deriveKeyPair(r);
    return { name, ikm_e: hex(e), ikm_r: hex(r), sk_r: hex(k.sk), pk_r: hex(k.pk), info: hex(info), aad: hex(aad), plain: hex(plain), box: hex(s.hpkeSeal(k.pk, e, info, aad, plain)) };
  };
  const own = make('an invitation box', fill(0x51), fill(0x52), Buffer.from('vs1 invitation'), fill(0x53, 132), fill(0x54, 144));
  const empty = make('nothing sealed', fill(0x55), fill(0x56), Buffer.alloc(0), Buffer.alloc(0), Buffer.alloc(0));
  const neg = (name, change, reason = 'not-for-this-key') => ({ name, sk_r: own.sk_r, pk_r: own.pk_r, info: own.info, aad: own.aad, box: own.box, ...change, reason });
  const box = unhex(own.box), other = s.deriveKeyPair(fill(0x57));
  write('hpke', 'FORMAT.md 7. HPKE base mode, box = enc || ciphertext. Key pairs follow from ikm_e and ikm_r by DeriveKeyPair. A negative with pk_r alone is a seal to that key.', [rfc, own, empty], [
    neg('enc changed', { box: hex(flip(box, 3)) }), neg('ciphertext changed', { box: hex(flip(box, 40)) }), neg('tag changed', { box: hex(flip(box, box.length - 1)) }),
    neg('other aad', { aad: hex(fill(0x58, 132)) }), neg('other info', { info: hex(Buffer.from('vs1 invitatiom')) }), neg('other key', { sk_r: hex(other.sk), pk_r: hex(other.pk) }),
    neg('public key of another', { pk_r: hex(other.pk) }),
    neg('enc of zeros: a shared secret of zeros', { box: hex(cat(fill(0), box.subarray(32))) }),
    neg('enc of small order', { box: hex(cat(Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex'), box.subarray(32))) }),
    neg('too short', { box: hex(box.subarray(0, 47)) }, 'hpke'),
    { name: 'seal to zeros', pk_r: hex(fill(0)), reason: 'weak-key' },
    { name: 'seal to a point of small order', pk_r: 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', reason: 'weak-key' },
  ]);
}

// --- invitation -----------------------------------------------------------------------------------
{
  const me = sha256('org me'), they = sha256('org they'), theCase = sha256('a case');
  const inbox = (n) => s.deriveKeyPair(seedOf('inbox ' + n));
  const to = (k, org, role, epoch, key, place = { feed: sha256('feed of the first leaf'), index: 1000 + epoch }) => ({ inbox: k.pk, role, epoch, case: theCase, org, key, ...place });
  const stream = (name) => { let i = 0; const used = []; return { next: () => { const b = sha256('random ' + name + ' ' + i++); used.push(b); return b; }, used }; };
  const a = inbox('a'), b = inbox('b'), c = inbox('c');
  const shown = (t) => ({ inbox: hex(t.inbox), role: t.role, epoch: t.epoch, case: hex(t.case), org: hex(t.org), key: hex(t.key), feed: hex(t.feed), index: t.index });
  const make = (name, p, list, keys, org = me) => {
    const r = stream(name), leaf = s.sealInvitation(p, list, r.next);
    const opens = list.map((t) => keys.findIndex((k) => k.pk.equals(t.inbox) && t.org.equals(org))).map((k, i) => ({ k, i })).filter((x) => x.k >= 0);
    return { name, ...placeHex(p), to: list.map(shown), random: hex(cat(...r.used)), leaf: hex(leaf), me: hex(org),
      keys: keys.map((k) => hex(k.sk)), opens: opens.map((x) => ({ inbox: x.k, to: x.i })) };
  };
  const one = make('one key, three dummies', at(3, fill(0x61)), [to(a, me, 1, 1, fill(0x71))], [b, a]);
  const positive = [one,
    make('two epochs to two devices', at(4, fill(0x62)), [to(a, me, 1, 1, fill(0x71)), to(b, me, 1, 1, fill(0x71)), to(a, me, 1, 2, fill(0x72)), to(b, me, 1, 2, fill(0x72))], [a]),
    make('five boxes need eight places; facts role; not mine', at(5, fill(0x63)), [to(a, me, 2, 1, fill(0x73)), to(c, they, 1, 1, fill(0x71)), to(c, they, 1, 2, fill(0x72)), to(c, they, 1, 3, fill(0x74)), to(c, they, 1, 4, fill(0x75))], [a, b]),
    make('sixteen', at(6, fill(0x64)), [...Array(16)].map((_, i) => to(a, me, 1, i + 1, fill(0x80 + i))), [a]),
    make('the greatest index', at(8, fill(0x67)), [to(a, me, 1, 1, fill(0x71), { feed, index: 2 ** 40 - 1 })], [a]),
    make('nothing for me', at(7, fill(0x65)), [to(c, they, 1, 1, fill(0x71))], [a, b]),
  ];
  const plainOdd = (change) => { const p = Buffer.from(s.invitationPlain(to(a, me, 1, 1, fill(0x71)))); change(p); return p; };
  const odd = (name, change) => ({ name, leaf: hex(s.sealInvitation(at(9, fill(0x66)), [to(a, me, 1, 1, fill(0x71))], stream(name).next, () => plainOdd(change))), me: hex(me), keys: [hex(a.sk)], reason: 'invalid' });
  const l = unhex(one.leaf);
  const bad = (name, leaf, reason) => ({ name, leaf: hex(leaf), me: hex(me), keys: [hex(a.sk)], reason });
  const negative = [
    bad('copied into another feed', flip(l, 16), 'not-for-this-key'), bad('copied to another index', flip(l, 15), 'not-for-this-key'), bad('salt changed', flip(l, 80), 'not-for-this-key'), bad('anchor changed', flip(l, 50), 'not-for-this-key'),
    bad('tag not zero', flip(l, 112), 'leaf-format'), bad('number of boxes that is not 4, 8 or 16', flip(l, 131, 1), 'leaf-format'), bad('a box cut off', l.subarray(0, l.length - 192), 'leaf-format'), bad('a byte too many', cat(l, Buffer.from([0])), 'leaf-format'),
    bad('a sealed leaf', flip(l, 4), 'leaf-format'), bad('unknown suite', flip(l, 5, 3), 'leaf-format'),
    odd('unknown version of the box', (p) => { p[0] = 2; }), odd('unknown role', (p) => { p[1] = 3; }), odd('role of zero', (p) => { p[1] = 0; }), odd('reserved bytes in front', (p) => { p[7] = 1; }), odd('an index of 2^40', (p) => { p.writeBigUInt64BE(2n ** 40n, 136); }),
    odd('for another organisation', (p) => { p[40] ^= 1; }), odd('zero bytes, as in a dummy', (p) => { p.fill(0); }),
  ];
  write('invitation', 'FORMAT.md 7. Kind-3 leaves. random: the 32-byte values taken, in order: for each box its ephemeral material, for a dummy first that of its key. opens: which of keys (inbox) opens which of to. Reasons of negatives: leaf-format the leaf is refused; not-for-this-key no box opens; invalid a box opens but does not hold an invitation for me.', positive, negative);
  corpus('invitation', [...positive, ...negative], ['one key, three dummies', 'two epochs to two devices', 'five boxes need eight places; facts role; not mine', 'nothing for me', 'the greatest index',
    'unknown version of the box', 'unknown role', 'role of zero', 'an index of 2^40'], (v) => unhex(v.leaf));
}

// --- roster ---------------------------------------------------------------------------------------
const roots = ['r1', 'r2', 'r3'].map(seedOf), rootKeys = roots.map(s.edPublic), nexts = rootKeys.map((k) => sha256(k));
const org = nexts[0], devices = ['d1', 'd2', 'd3'].map((d) => s.edPublic(seedOf(d)));
const base = { org, generation: 1, version: 1, seed: roots[0], next: nexts[1], devices: [{ key: devices[0] }] };
const ref = (r) => ({ generation: r.generation, version: r.version, hash: s.rosterHash(s.rosterText(r)) });
const sorted = (refs) => refs.sort((a, b) => a.generation - b.generation || a.version - b.version || Buffer.compare(a.hash, b.hash));
const closing = { size: 42, root: sha256('tree of 42') };
const v1 = base;
const v2 = { ...base, version: 2, previous: [ref(v1)], devices: [{ key: devices[0] }, { key: devices[1] }] };
const v3 = { ...v2, version: 3, previous: [ref(v2)], devices: [{ key: devices[0], closed: closing }, { key: devices[1] }] };
const g2 = { ...v3, generation: 2, version: 1, seed: roots[1], next: nexts[2], previous: [ref(v2)], devices: v2.devices };
const g2v2 = { ...g2, version: 2, previous: sorted([ref(v2), ref(g2)]), devices: [...v2.devices, { key: devices[2] }] };
{
  const one = (name, r) => ({ name, note: hex(s.rosterNote(r)), org: hex(r.org), generation: r.generation, version: r.version, root: hex(s.edPublic(r.seed)), next: hex(r.next), hash: hex(ref(r).hash), devices: r.devices.length, previous: (r.previous ?? []).length, newer: (r.extra ?? []).some((l) => !l.startsWith('x-')) });
  const state = (k, st, c) => ({ origin: s.origin(k), state: st, ...(c ? { size: c.size, root: hex(c.root) } : {}) });
  const set = (name, rosters, rank, states, findings = []) => ({ name, pin: { root: hex(rootKeys[0]), next: hex(nexts[1]) }, rosters: rosters.map((r) => hex(s.rosterNote(r))), generation: rank[0], version: rank[1], devices: states, findings });
  const [d1, d2, d3] = devices;
  const v2b = { ...v2, devices: [{ key: d1 }, { key: d3 }] };
  const v2c = { ...v2, devices: [{ key: d1, closed: closing }] };
  const v3both = { ...v3, previous: sorted([ref(v2), ref(v2b)]), devices: [{ key: d1 }, { key: d2 }, { key: d3, closed: { size: 0, root: sha256('') } }] };
  const v3one = { ...v3, devices: [{ key: d1 }, { key: d2 }] };
  const v4open = { ...v3, version: 4, previous: [ref(v3)], devices: [{ key: d1 }, { key: d2 }] };
  const v4close = { ...v3, version: 4, previous: [ref(v3)], devices: [{ key: d1, closed: { size: 40, root: sha256('tree of 40') } }, { key: d2 }] };
  const v3drop = { ...v3, devices: [{ key: d1 }] };
  const foreign = { ...base, seed: roots[2], org: nexts[2], next: nexts[0] };
  const otherNext = { ...v2, next: nexts[2] };
  const g2other = { ...g2v2, next: sha256('another') };
  const newer = { ...v3, extra: ['quorum 2'] };
  const extra = { ...v2, extra: ['x-note anything at all'] };
  const sets = [
    set('one roster', [v1], [1, 1], [state(d1, 'active')]),
    set('a later version outranks', [v2, v1], [1, 2], [state(d1, 'active'), state(d2, 'active')]),
    set('an earlier version need not be there; the closing counts', [v3], [1, 3], [state(d1, 'closed', closing), state(d2, 'active')]),
    set('one rank, two rosters: active only where active in all', [v1, v2, v2b], [1, 2], [state(d1, 'active'), state(d2, 'disputed'), state(d3, 'disputed')], ['conflict']),
    set('one rank: closed where closed in any', [v2, v2c], [1, 2], [state(d1, 'closed', closing), state(d2, 'disputed')], ['conflict']),
    set('the next version names both', [v2, v2b, v3both], [1, 3], [state(d1, 'active'), state(d2, 'active'), state(d3, 'closed', { size: 0, root: sha256('') })]),
    set('the next version names one of them', [v2, v2b, v3one], [1, 3], [state(d1, 'active'), state(d2, 'active'), state(d3, 'disputed')], ['conflict', 'dropped']),
    set('a closing is final', [v3, v4open], [1, 4], [state(d1, 'closed', closing), state(d2, 'active')], ['reopened']),
    set('closed twice: the earlier rank counts', [v3, v4close], [1, 4], [state(d1, 'closed', closing), state(d2, 'active')], ['closed-twice']),
    set('a device that is dropped', [v2, v3drop], [1, 3], [state(d1, 'active'), state(d2, 'disputed')], ['dropped']),
    set('a new generation makes void what lies above its base', [v2, v3, g2], [2, 1], [state(d1, 'active'), state(d2, 'active')], ['foreign']),
    set('a new generation needs the one before only by its pin', [g2v2], [0, 0], [], ['foreign']),
    set('second version of a new generation', [g2v2, v2, v3], [2, 2], [state(d1, 'active'), state(d2, 'active'), state(d3, 'active')], ['foreign']),
    set('two bases in one generation: the lower counts', [v2, v3, { ...g2, previous: [ref(v3)], devices: v3.devices }, g2], [2, 1], [state(d1, 'closed', closing), state(d2, 'active')], ['conflict', 'foreign', 'base-changed']),
    set('two values of next in one generation', [v2, g2, g2other], [2, 2], [state(d1, 'active'), state(d2, 'active'), state(d3, 'active')], ['next-changed']),
    set('another organisation', [v1, foreign], [1, 1], [state(d1, 'active')], ['foreign']),
    set('next is not that of the card', [v1, otherNext], [1, 1], [state(d1, 'active')], ['foreign']),
    set('a roster that is newer than this version', [v2, newer], [1, 2], [state(d1, 'active'), state(d2, 'active')], ['newer']),
    set('the same roster twice', [v1, v1], [1, 1], [state(d1, 'active')]),
    set('no roster', [], [0, 0], []),
  ];
  for (const x of sets) x.devices.sort((p, q) => (p.origin < q.origin ? -1 : 1));
  const text = (t, seed = roots[0]) => s.note(t, s.rootName(org), seed);
  const good = s.rosterText(v2), good3 = s.rosterText(v3);
  const neg = (name, n, reason = 'roster-format') => ({ name, note: hex(n), reason });
  const lines = good.trimEnd().split('\n');
  const without = (i) => lines.filter((_, k) => k !== i).join('\n') + '\n';
  const swap = (i, k) => { const l = [...lines]; [l[i], l[k]] = [l[k], l[i]]; return l.join('\n') + '\n'; };
  const small = Buffer.from('0100000000000000000000000000000000000000000000000000000000000000', 'hex');
  const negative = [
    neg('signed by another key', text(good, roots[1]), 'roster-signature'),
    neg('changed after it was signed', Buffer.from(s.rosterNote(v2).toString().replace('version 2', 'version 3').replace('previous 1 1', 'previous 1 2')), 'roster-signature'),
    neg('signed under another name', s.note(good, 'vs.invalid/o/' + '0'.repeat(32), roots[0]), 'roster-signature'),
    neg('no signature', Buffer.from(good)), neg('empty', Buffer.alloc(0)),
    neg('unknown version of the format', text(good.replace('vs-roster/1', 'vs-roster/2'))),
    ...['format', 'org', 'generation', 'version', 'root', 'next', 'previous'].map((n, i) => neg(`line ${n} missing`, text(without(i)))),
    neg('no device', text(lines.slice(0, 7).join('\n') + '\n')),
    neg('version and generation exchanged', text(swap(2, 3))), neg('devices not in order', text(swap(7, 8))),
    neg('a line twice', text(good.replace('version 2\n', 'version 2\nversion 2\n'))),
    neg('the same device twice', text(good + lines[8] + '\n')),
    neg('leading zero', text(good.replace('version 2', 'version 02'))), neg('version zero', text(good.replace('version 2', 'version 0'))), neg('version too great', text(good.replace('version 2', 'version 2147483648'))),
    neg('two spaces', text(good.replace('version 2', 'version  2'))), neg('space at the end', text(good.replace('version 2', 'version 2 '))),
    neg('upper-case hex', text(good.replace(hex(org), hex(org).toUpperCase()))),
    neg('base64 without padding', text(good.replace(/root (\S+)=/, 'root $1'))),
    neg('an unknown state', text(good.replace(' active', ' asleep'))), neg('a closing without root', text(good3.replace(/closed 42 \S+/, 'closed 42'))),
    neg('a closing with one word more', text(good3.replace(/(closed 42 \S+)/, '$1 x'))),
    neg('a closing beyond every tree', text(good3.replace('closed 42', 'closed 1099511627777'))),
    neg('an origin of another key', text(good.replace(s.origin(devices[0]), 'vs.invalid/f/' + '0'.repeat(32)))),
    neg('a key of small order', text(s.rosterText({ ...base, devices: [{ key: small }] })), 'weak-key'),
    neg('a root key that is not the organisation', text(s.rosterText({ ...base, seed: roots[1], next: nexts[2] }), roots[1])),
    neg('next is its own root', text(s.rosterText({ ...base, next: nexts[0] }))),
    neg('the first root in a later generation', text(s.rosterText({ ...g2, seed: roots[0] }))),
    neg('a first version that names a previous one', text(s.rosterText({ ...base, previous: [ref(v2)] }))),
    neg('a version that skips one', text(s.rosterText({ ...v3, previous: [ref(v1)] }))),
    neg('previous not in order', text(s.rosterText({ ...v2, previous: sorted([ref(v1), { ...ref(v1), hash: sha256('x') }]).reverse() }))),
    neg('a new generation that names no earlier one', s.note(s.rosterText({ ...g2v2, previous: [ref(g2)] }), s.rootName(org), roots[1])),
    neg('a new generation on two versions', s.note(s.rosterText({ ...g2, previous: sorted([ref(v1), ref(v2)]) }), s.rootName(org), roots[1])),
    neg('an unknown line that is out of order all the same', text(good.replace('vs-roster/1\n', 'quorum 2\nvs-roster/1\n'))),
  ];
  write('roster', 'FORMAT.md 8. note: one roster and what it says. rosters: a set judged under a pin, with the rank, the devices and the findings that follow, in any order of the set.',
    [one('first', v1), one('second, with two devices', v2), one('third, with a closing', v3), one('first of the second generation', g2), one('second of the second generation', g2v2), one('with a line to be ignored', extra), one('newer than this version', newer), ...sets], negative);
}

// --- card -----------------------------------------------------------------------------------------
const identity = { code: 'gm0826', directory: s.b64url(fill(0x91)), name: 'Gemeente Oosterhout', next: s.b64url(nexts[1]), root: s.b64url(rootKeys[0]) };
{
  const card = (over = {}, id = {}) => ({ hints: { hosts: ['git.example.org SHA256:' + 'A'.repeat(42) + 'E'], remotes: ['ssh://git@git.example.org/vs.git'] }, identity: { ...identity, ...id }, rosters: [s.rosterNote(v2).toString()], schema: 'vs.card/1', ...over });
  const bytes = (c) => Buffer.from(s.canonical(c));
  const pos = (name, c, rank, end = '\n') => ({ name, card: hex(cat(bytes(c), end)), fingerprint: s.fingerprint(c.identity), org: hex(org), generation: rank[0], version: rank[1] });
  const neg = (name, c, reason = 'card-format') => ({ name, card: hex(c instanceof Buffer ? c : bytes(c)), reason });
  const drop = (o, k) => { const c = { ...o }; delete c[k]; return c; };
  const plain = card();
  const foreign = { ...base, seed: roots[2], org: nexts[2], next: nexts[0] };
  write('card', 'FORMAT.md 8. card: the file; the fingerprint that people compare, the org id and the rank of its rosters.', [
    pos('a card', plain, [1, 2]), pos('without a line feed', plain, [1, 2], ''), pos('with CR LF', plain, [1, 2], '\r\n'),
    pos('without code and hints', { ...plain, identity: drop(plain.identity, 'code'), hints: { hosts: [], remotes: [] } }, [1, 2]),
    pos('after a change of root', card({ rosters: [s.rosterNote(v2).toString(), s.rosterNote(g2v2).toString()] }), [2, 2]),
    pos('a name beyond ASCII', card({}, { name: 'Gemeente S\u00fadwest-Frysl\u00e2n' }), [1, 2]),
  ], [
    neg('another schema', card({ schema: 'vs.card/2' })), neg('a member too many', card({ inbox: 'x' })), neg('an inbox key in the identity', card({}, { inbox: s.b64url(fill(1)) })),
    ...['hints', 'identity', 'rosters', 'schema'].map((k) => neg(`${k} missing`, drop(plain, k))),
    ...['directory', 'name', 'next', 'root'].map((k) => neg(`identity without ${k}`, { ...plain, identity: drop(plain.identity, k) })),
    neg('not canonical', Buffer.from(JSON.stringify(plain, null, 1))), neg('not JSON', Buffer.from('hello')), neg('empty', Buffer.alloc(0)), neg('bytes behind', cat(bytes(plain), 'x')),
    neg('an empty name', card({}, { name: '' })), neg('a name of two lines', card({}, { name: 'a\nb' })), neg('space before the name', card({}, { name: ' a' })), neg('a name too long', card({}, { name: 'a'.repeat(121) })),
    neg('a name that turns its direction', card({}, { name: 'a\u202eb' })),
    neg('a code in upper case', card({}, { code: 'GM0826' })), neg('a code of one character', card({}, { code: 'g' })),
    neg('a root key of small order', card({}, { root: s.b64url(fill(0)) }), 'weak-key'), neg('a key that is not base64url', card({}, { root: 'x' })),
    neg('no roster', card({ rosters: [] }), 'roster-rank'), neg('a roster of another organisation', card({ rosters: [s.rosterNote(foreign).toString()] }), 'roster-rank'),
    neg('one roster more, of another organisation', card({ rosters: [s.rosterNote(v2).toString(), s.rosterNote(foreign).toString()] }), 'roster-rank'),
    neg('another next than the roster', card({}, { next: s.b64url(nexts[2]) }), 'roster-rank'), neg('a generation without the one before', card({ rosters: [s.rosterNote(g2v2).toString()] }), 'roster-rank'),
    neg('a roster that is void', card({ rosters: [s.rosterNote(v2).toString(), s.rosterNote(v3).toString(), s.rosterNote(g2v2).toString()] }), 'roster-rank'),
    neg('a roster that is newer than this version', card({ rosters: [s.rosterNote({ ...v2, extra: ['quorum 2'] }).toString()] }), 'roster-rank'),
    neg('a roster that is not signed', card({ rosters: [s.rosterText(v2)] }), 'roster-format'), neg('a roster signed by another', card({ rosters: [s.note(s.rosterText(v2), s.rootName(org), roots[1]).toString()] }), 'roster-signature'),
    neg('a remote that reads as an option', card({ hints: { hosts: [], remotes: ['--upload-pack=x'] } })), neg('a remote of two lines', card({ hints: { hosts: [], remotes: ['a\nb'] } })), neg('a remote that is no text', card({ hints: { hosts: [], remotes: [1] } })),
    neg('too many remotes', card({ hints: { hosts: [], remotes: Array(17).fill('a') } })), neg('a host without fingerprint', card({ hints: { hosts: ['git.example.org'], remotes: [] } })), neg('hints with a member too many', card({ hints: { hosts: [], inbox: [], remotes: [] } })),
  ]);
}

// --- directory ------------------------------------------------------------------------------------
{
  const made = '2026-04-02T14:12:00Z', h = (n) => s.b64url(sha256('hash ' + n)), key = s.b64url(s.deriveKeyPair(seedOf('inbox a')).pk);
  const full = {
    roster: { v: 1, type: 'roster', made, generation: 1, version: 2, roster: h('roster'), content: 'bytes' },
    inbox: { v: 1, type: 'inbox', made, key, until: '2026-05-02T14:12:00Z' },
    adopt: { v: 1, type: 'adopt', made, profile: 'west-brabant-2022', profile_hash: h('profile'), role: 'local_team', from: '2026-04-01', content: 'json' },
    'adopt.end': { v: 1, type: 'adopt.end', made, adoption: h('adoption'), end: '2027-01-01' },
    calendar: { v: 1, type: 'calendar', made, calendar: 'breda', edition: '2026-1', calendar_hash: h('calendar'), content: 'json' },
    succeed: { v: 1, type: 'succeed', made, org: h('other'), side: 'predecessor', from: '2027-01-01' },
    fork: { v: 1, type: 'fork', made, feed: h('feed'), size: 17, root: h('root'), evidence: h('evidence'), content: 'bytes' },
  };
  const facts = (o) => hex(Buffer.from(s.canonical(o)));
  const pos = (name, o, type = o.type) => ({ name, facts: facts(o), type });
  const neg = (name, o, reason = 'json-schema') => ({ name, facts: typeof o === 'string' ? hex(Buffer.from(o)) : facts(o), reason });
  const drop = (o, k) => { const c = { ...o }; delete c[k]; return c; };
  write('directory', 'FORMAT.md 8. Facts of directory leaves. type unknown: a later version wrote it; kept, not used.', [
    ...Object.keys(full).map((t) => pos(t, full[t])),
    pos('recorded again', { ...full.inbox, was: h('was') }), pos('a member to be ignored', { ...full.adopt, x_note: 'hello' }),
    pos('a later version', { ...full.adopt, v: 2 }, 'unknown'), pos('a later type', { ...full.adopt, type: 'merge' }, 'unknown'), pos('a later member', { ...full.adopt, weight: 3 }, 'unknown'),
    pos('a member of another type', { ...full.inbox, role: 'vt' }, 'unknown'),
  ], [
    ...Object.keys(full).flatMap((t) => Object.keys(full[t]).map((k) => neg(`${t} without ${k}`, drop(full[t], k)))),
    neg('roster of version 0', { ...full.roster, version: 0 }), neg('roster with version as text', { ...full.roster, version: '2' }), neg('content of another kind', { ...full.roster, content: 'json' }),
    neg('inbox key of zeros', { ...full.inbox, key: s.b64url(fill(0)) }), neg('inbox key too short', { ...full.inbox, key: 'AAAA' }), neg('until a date', { ...full.inbox, until: '2026-05-02' }), neg('until that does not exist', { ...full.inbox, until: '2026-02-30T00:00:00Z' }),
    neg('from an instant', { ...full.adopt, from: made }), neg('role in upper case', { ...full.adopt, role: 'VT' }), neg('profile with a slash', { ...full.adopt, profile: '../x' }), neg('profile too long', { ...full.adopt, profile: 'a'.repeat(65) }),
    neg('edition in upper case', { ...full.calendar, edition: 'A' }), neg('calendar without a name', { ...full.calendar, calendar: '' }), neg('content of a calendar as bytes', { ...full.calendar, content: 'bytes' }),
    neg('a side that is none', { ...full.succeed, side: 'sister' }), neg('succeed from an instant', { ...full.succeed, from: made }), neg('succeed of a name', { ...full.succeed, org: 'oosterhout' }),
    neg('was that is no hash', { ...full.inbox, was: 'x' }), neg('size too great', { ...full.fork, size: 1099511627777 }), neg('made with an offset', { ...full.fork, made: '2026-04-02T14:12:00+02:00' }),
    neg('not canonical', '{"v":1,"type":"inbox"}', 'json-not-canonical'), neg('not JSON', 'vs', 'json-syntax'),
  ]);
}

// --- sshsig ---------------------------------------------------------------------------------------
{
  const payload = Buffer.from('tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor vs <' + s.origin(deviceA.key).slice(13) + '@vs.invalid> 1775138400 +0000\n\nvs.invalid/f/x\n1\nroot\n');
  const seed = deviceA.seed, armor = s.sshsig(seed, payload);
  const pos = (name, p) => ({ name, seed: hex(seed), key: hex(deviceA.key), payload: hex(p), armor: hex(Buffer.from(s.sshsig(seed, p))), allowed_signers: hex(Buffer.from(s.allowedSigner(deviceA.key))) });
  const neg = (name, a, reason = 'note-signature', p = payload, k = deviceA.key) => ({ name, key: hex(k), payload: hex(p), armor: hex(Buffer.from(a)), reason });
  write('sshsig', 'FORMAT.md 8. SSH signature of payload in the namespace git by the key of seed, and the line of allowed_signers that lets stock programs check it.', [pos('a commit', payload), pos('nothing', Buffer.alloc(0))], [
    neg('another payload', armor, 'note-signature', cat(payload, 'x')), neg('another key', armor, 'note-signature', payload, s.edPublic(fill(2))), neg('another namespace', s.sshsig(seed, payload, 'file')),
    neg('signature changed', (() => { const b = Buffer.from(armor.split('\n').slice(1, -1).join(''), 'base64'); return '-----BEGIN SSH SIGNATURE-----\n' + flip(b, b.length - 64).toString('base64').match(/.{1,70}/g).join('\n') + '\n-----END SSH SIGNATURE-----'; })()),
    neg('no armor', 'hello', 'encoding'), neg('no end', armor.slice(0, -3), 'encoding'), neg('space in the base64', armor.replace('\nU', '\n U'), 'encoding'), neg('empty', '', 'encoding'),
  ]);
}
