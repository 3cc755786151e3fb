// Every golden vector, replayed by the verifier of tests/interop/verifier/, which was written from
// FORMAT.md alone and uses nothing but node:crypto.
import { readFileSync } from 'node:fs';
import { done, is, ok } from './lib/tap.mjs';
import { hex, reasonOf, sha256, unhex } from './verifier/bytes.mjs';
import * as canon from './verifier/canon.mjs';
import { acceptable, verify } from './verifier/ed25519.mjs';
import * as tree from './verifier/tree.mjs';
import * as note from './verifier/note.mjs';
import { parseLeaf, tagOf } from './verifier/leaf.mjs';
import * as seal from './verifier/seal.mjs';
import * as hpke from './verifier/hpke.mjs';
import { judge, parseRoster } from './verifier/roster.mjs';
import * as directory from './verifier/directory.mjs';
import { datedBack } from './verifier/dating.mjs';

const load = (topic) => JSON.parse(readFileSync(new URL(`../../schemas/vectors/${topic}.json`, import.meta.url)));
const un = (text) => unhex(text);
const COSIGNERS = ['8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394', 'ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1'].map(un);
const JSON_ROWS = ['json-syntax', 'json-not-canonical'];

function leafFields(v) {
  const leaf = un(v.leaf), part = parseLeaf(leaf, { feed: un(v.feed), index: v.index });
  const got = { opaque: part.opaque, kind: part.kind, suite: part.suite, leaf_hash: hex(tree.leafHash(leaf)) };
  if (tagOf(leaf)) got.tag = hex(tagOf(leaf));
  if (!part.opaque) {
    Object.assign(got, { anchor: hex(part.anchor), salt: hex(part.salt), key_input: hex(leaf.subarray(8, 48)) + hex(leaf.subarray(80, 112)) });
    if (part.kind === 2) {
      Object.assign(got, { facts_aad_sha256: hex(sha256(leaf.subarray(0, 228))), content_aad_sha256: hex(sha256(leaf.subarray(0, 192))),
        facts_sha256: hex(sha256(part.facts)), content_len: part.contentLength, content_hash: hex(part.contentHash) });
    } else {
      Object.assign(got, { boxes: part.boxes.length, box_len: part.boxLength, box_aad_sha256: hex(sha256(leaf.subarray(0, 132))), last_box: hex(part.boxes.at(-1)) });
    }
  }
  return got;
}
const factsKeyOf = (v) => (v.kd !== undefined ? seal.directoryKey(un(v.kd), un(v.org)) : seal.factsKey(seal.readingKey(un(v.kc)), un(v.begun_feed), v.begun_index));
function openedInvitation(v) {
  const part = parseLeaf(un(v.leaf)), secrets = v.keys.map(un);
  return { ...hpke.openInvitation(part, secrets, un(v.me)), secrets };
}
function merkleProof(v) {
  const proof = v.proof.map(un);
  if (v.kind === 'inclusion') tree.checkInclusion({ index: v.index, size: v.size, hash: un(v.leaf_hash), root: un(v.root), proof });
  else tree.checkConsistency({ from: v.from, fromRoot: un(v.from_root), to: v.to, toRoot: un(v.to_root), proof });
}
const counted = (n) => Array.from({ length: n }, (_, i) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(i)); return tree.leafHash(b); });

const TOPICS = {
  'canonical-json': {
    good: (v) => is(hex(canon.bytesOf(canon.parse(un(v.bytes), v.form), v.form)), v.bytes, v.name),
    bad: (v) => canon.parse(un(v.bytes), v.form),
    either: JSON_ROWS,
  },
  signatures: {
    good: (v) => ok(verify(un(v.key), un(v.message), un(v.signature)), v.name),
    bad(v) {
      if (v.signature === undefined) return acceptable(un(v.key)) ? null : 'weak-key';
      return verify(un(v.key), un(v.message), un(v.signature)) ? null : 'note-signature';
    },
  },
  merkle: {
    good(v) {
      if (v.kind === 'root') return is(hex(tree.root(counted(v.size))), v.root, v.name);
      if (v.kind === 'range') return is(hex(tree.compactRange(counted(v.size))), v.bytes, v.name);
      return is(reasonOf(() => merkleProof(v)), null, v.name);
    },
    bad: merkleProof,
  },
  'tile-paths': {
    good(v) {
      if (v.kind === 'number') return is(tree.number(v.number), v.path, v.name);
      if (v.kind === 'open') return is(tree.openPath(v.index), v.path, v.name);
      if (v.kind === 'content') return is(tree.contentPath(v.index), v.path, v.name);
      if (v.kind === 'files') {
        const paths = tree.strictPaths(v.size);
        return is([paths.length, hex(sha256(paths.map((p) => `${p}\n`).join('')))], [v.count, v.sha256], v.name);
      }
      is(tree.tilePath(v.level, v.number, v.width), v.path, v.name);
      return is(tree.parseTilePath(v.path), { level: v.level, number: v.number, width: v.width }, `${v.name}, read`);
    },
    bad: (v) => tree.parseTilePath(v.path),
  },
  'verifier-keys': {
    good(v) {
      const got = note.parseVerifierKey(v.vkey);
      is([got.name, got.type, hex(got.key)], [v.key_name, v.type, v.key], v.name);
    },
    bad: (v) => note.parseVerifierKey(v.vkey),
  },
  checkpoints: {
    good(v) {
      const got = note.acceptCheckpoint(un(v.file), un(v.device_key), COSIGNERS);
      is([got.origin, hex(note.feedOf(got.origin)), got.size, hex(got.root)], [v.origin, v.feed, v.size, v.root], v.name);
      is(got.cosigned.map(({ key, time }) => ({ key: hex(key), time })), v.cosigned, `${v.name}: cosignatures`);
      if (v.heartbeat === undefined) is(got.heartbeats, [], `${v.name}: no heartbeat`);
      else ok(got.heartbeats.includes(v.heartbeat), `${v.name}: heartbeat`);
    },
    bad: (v) => note.acceptCheckpoint(un(v.file), un(v.device_key), COSIGNERS),
  },
  'fork-proofs': {
    good: (v) => is(note.checkForkProof(un(v.evidence), un(v.device_key)).sort((a, b) => a - b), v.sizes, v.name),
    bad: (v) => note.checkForkProof(un(v.evidence), un(v.device_key)),
  },
  leaves: {
    good(v) {
      const { name, leaf, feed, index, ...want } = v;
      is(leafFields(v), want, name);
    },
    bad: (v) => parseLeaf(un(v.leaf), { feed: un(v.feed), index: v.index }),
  },
  'dated-back': {
    good: (v) => is(datedBack(v.leaves), [], v.name),
    bad(v) {
      is(datedBack(v.leaves), v.found, `${v.name}: which`);
      return datedBack(v.leaves).length ? 'dated-back' : null;
    },
  },
  tag: {
    good(v) {
      const kr = v.kd === undefined ? seal.readingKey(un(v.kc)) : null, kf = factsKeyOf(v);
      is([hex(kf), hex(seal.tagFor(kf, un(v.feed), v.n))], [v.kf, v.tag], v.name);
      if (kr) is([hex(kr), hex(seal.channelName(kr))], [v.kr, v.channel], `${v.name}: reading key and its name`);
    },
    bad: (v) => (hex(seal.tagFor(factsKeyOf(v), un(v.feed), v.n)) === v.tag ? null : 'not-for-this-key'),
  },
  entry: {
    good(v) {
      const leaf = un(v.leaf), kc = un(v.kc), kf = factsKeyOf(v);
      is([hex(kf), hex(seal.tagFor(kf, un(v.feed), 0)) === v.tag || v.index !== 7], [v.kf, true], `${v.name}: keys`);
      is(hex(seal.entryKey('facts', kf, leaf)), v.entry_facts, `${v.name}: E`);
      is(hex(seal.openFacts(kf, leaf)), v.facts, `${v.name}: facts`);
      is(hex(seal.openFactsWith(un(v.entry_facts), leaf)), v.facts, `${v.name}: facts by E`);
      if (v.sealed === undefined) return;
      is(hex(seal.openContent(kc, leaf, un(v.sealed))), v.content, `${v.name}: content`);
      is(hex(seal.openContentWith(un(v.entry_content), leaf, un(v.sealed))), v.content, `${v.name}: content by E`);
    },
    bad: (v) => (v.part === 'facts' ? seal.openFacts(un(v.key), un(v.leaf)) : seal.openContent(un(v.key), un(v.leaf), un(v.sealed))),
  },
  hpke: {
    good(v) {
      const pair = hpke.deriveKeyPair(un(v.ikm_r));
      is([hex(pair.secret), hex(pair.open)], [v.sk_r, v.pk_r], `${v.name}: key pair`);
      is(hex(hpke.deriveKeyPair(un(v.ikm_e)).open), v.box.slice(0, 64), `${v.name}: encapsulated key`);
      is(hex(hpke.open(un(v.sk_r), un(v.pk_r), un(v.info), un(v.aad), un(v.box))), v.plain, v.name);
    },
    bad: (v) => (v.box === undefined ? hpke.checkRecipient(un(v.pk_r)) : hpke.open(un(v.sk_r), un(v.pk_r), un(v.info), un(v.aad), un(v.box))),
  },
  invitation: {
    good(v) {
      const { opened, wrong, secrets } = openedInvitation(v);
      // Writers put the boxes into the order of their bytes: compared as a set.
      const text = (o) => `${o.inbox} ${o.role} ${o.epoch} ${hex(o.case)} ${hex(o.org)} ${hex(o.key)} ${hex(o.feed)} ${o.index}`;
      const want = v.opens.map(({ inbox, to }) => {
        const t = v.to[to];
        is(hex(hpke.publicOf(secrets[inbox])), t.inbox, `${v.name}: inbox key`);
        return `${inbox} ${t.role} ${t.epoch} ${t.case} ${t.org} ${t.key} ${t.feed} ${t.index}`;
      });
      is([opened.map(text).sort(), wrong], [want.sort(), 0], v.name);
    },
    bad(v) {
      const { opened, wrong } = openedInvitation(v);
      return opened.length ? null : wrong ? 'invalid' : 'not-for-this-key';
    },
  },
  roster: {
    good(v) {
      if (v.note !== undefined) {
        const r = parseRoster(un(v.note));
        return is({ name: v.name, note: v.note, org: hex(r.org), generation: r.generation, version: r.version, root: hex(r.root), next: hex(r.next),
          hash: hex(r.hash), devices: r.devices.length, previous: r.previous.length, newer: r.newer }, v, v.name);
      }
      const set = v.rosters.map((r) => parseRoster(un(r))), pin = { root: un(v.pin.root), next: un(v.pin.next) };
      for (const [order, list] of [['', set], [', turned', [...set].reverse()]]) {
        const got = judge(pin, list);
        const devices = got.devices.map((d) => ({ origin: d.origin, state: d.state, ...(d.state === 'closed' ? { size: d.size, root: hex(d.root) } : {}) }));
        is([got.generation, got.version, devices, got.findings], [v.generation, v.version, v.devices, [...v.findings].sort()], v.name + order);
      }
    },
    bad: (v) => parseRoster(un(v.note)),
  },
  card: {
    good(v) {
      const card = directory.parseCard(un(v.card));
      is([card.fingerprint, hex(card.org), card.state.generation, card.state.version], [v.fingerprint, v.org, v.generation, v.version], v.name);
    },
    bad: (v) => directory.parseCard(un(v.card)),
  },
  directory: {
    good(v) {
      const got = directory.parseFacts(un(v.facts));
      is(got.newer ? 'unknown' : got.facts.type, v.type, v.name);
    },
    bad: (v) => directory.parseFacts(un(v.facts)),
    either: JSON_ROWS,
  },
  sshsig: {
    good(v) {
      is(reasonOf(() => directory.checkSshSignature(un(v.armor), un(v.key), un(v.payload))), null, v.name);
      is(`${directory.allowedSigner(note.origin(un(v.key)), un(v.key))}\n`, un(v.allowed_signers).toString(), `${v.name}: allowed_signers`);
    },
    bad: (v) => directory.checkSshSignature(un(v.armor), un(v.key), un(v.payload)),
  },
};

// A negative rejects with its reason; `bad` returns a reason, or throws it.
function replay(topic, { good, bad, either }) {
  const vectors = load(topic);
  is([vectors.schema, vectors.topic], ['vs.vectors/1', topic], `${topic}: schema`);
  for (const v of vectors.positive) {
    const reason = reasonOf(() => { good({ ...v, name: `${topic}: ${v.name}` }); });
    if (reason) ok(false, `${topic}: ${v.name} (${reason})`);
  }
  for (const v of vectors.negative) {
    let got = null;
    const thrown = reasonOf(() => { got = bad(v); });
    const reason = thrown ?? (typeof got === 'string' ? got : null);
    if (either?.includes(v.reason) && either.includes(reason)) ok(true, `${topic}: refused: ${v.name}`);
    else is(reason, v.reason, `${topic}: refused: ${v.name}`);
  }
}
for (const [topic, rules] of Object.entries(TOPICS)) replay(topic, rules);
done();
