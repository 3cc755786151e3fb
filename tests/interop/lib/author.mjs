// An organisation with one device that is written from FORMAT.md alone: it makes keys, roster and card,
// seals leaves, signs checkpoints, cosigns others, and publishes a branch with git's plumbing.
import { createCipheriv, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { join } from 'node:path';
import { sealInvitation } from './seal.mjs';
import { must } from './vs.mjs';
import { base64url, cat, hex, hmac, sha256, sha512, u16, u32, u64, zeros } from '../verifier/bytes.mjs';
import { bytesOf } from '../verifier/canon.mjs';
import { COSIGNATURE, LOG, feedOf, keyId, origin } from '../verifier/note.mjs';
import { publicOf } from '../verifier/hpke.mjs';
import { sshPublic } from '../verifier/directory.mjs';
import { notesName } from '../verifier/roster.mjs';
import * as seal from '../verifier/seal.mjs';
import * as tree from '../verifier/tree.mjs';

class Signer {
  constructor(seed) {
    this.secret = createPrivateKey({ key: cat(Buffer.from('302e020100300506032b657004220420', 'hex'), seed), format: 'der', type: 'pkcs8' });
    this.key = createPublicKey(this.secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  }
  sign(bytes) { return sign(null, bytes, this.secret); }
}
const line = (name, type, key, signature) => `\u2014 ${name} ${cat(keyId(name, type, key), signature).toString('base64')}\n`;
const ssh = (x) => cat(u32(Buffer.byteLength(x)), x);
function aead(key, aad, plain) {
  const cipher = createCipheriv('chacha20-poly1305', key, zeros(12), { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: plain.length });
  const sealed = cipher.update(plain);
  cipher.final();
  return cat(sealed, cipher.getAuthTag());
}
function padded(text, unit) {
  let size = unit;
  while (size < 4 + text.length) size *= 2;
  return cat(u32(text.length), text, zeros(size - 4 - text.length));
}

export class Author {
  // All secrets follow from the seed: nothing here is secret.
  constructor(seed, name) {
    const secret = (what) => sha256(`${seed} ${what}`);
    Object.assign(this, { name, secret, leaves: [], contents: new Map(), counts: new Map(), places: new Map(), cosigned: new Map(), published: 0 });
    [this.root, this.next, this.device] = ['root', 'next', 'device'].map((w) => new Signer(secret(w)));
    this.kd = secret('directory');
    this.inbox = secret('inbox');
    this.origin = origin(this.device.key);
    this.feed = feedOf(this.origin);
    this.org = sha256(this.root.key);
    this.roster = this.makeRoster();
  }
  makeRoster() {
    const text = `vs-roster/1\norg ${hex(this.org)}\ngeneration 1\nversion 1\nroot ${this.root.key.toString('base64')}\n` +
      `next ${sha256(this.next.key).toString('base64')}\ndevice ${this.origin} ${this.device.key.toString('base64')} active\n`;
    const name = notesName(this.org);
    this.rosterHash = sha256(text);
    return cat(text, '\n', line(name, LOG, this.root.key, this.root.sign(Buffer.from(text))));
  }
  card() {
    return bytesOf({ schema: 'vs.card/1', hints: { hosts: [], remotes: [] }, rosters: [this.roster.toString()],
      identity: { name: this.name, code: 'stranger', root: base64url(this.root.key), next: base64url(sha256(this.next.key)), directory: base64url(this.kd) } }, 'content');
  }
  // Where the channel with this key begins (6.1): as an invitation says, or in a leaf of its own.
  begins(kc, { feed, index }) { this.places.set(hex(kc), { feed, index }); }
  factsKey(kc) {
    if (kc === this.kd) return seal.directoryKey(kc, this.org);
    const { feed, index } = this.places.get(hex(kc));
    return seal.factsKey(seal.readingKey(kc), feed, index);
  }
  // One sealed leaf of the channel with this key; the id of what it records.
  append(kc, facts, content = null) {
    const index = this.leaves.length;
    if (['case.open', 'epoch.open'].includes(facts.type)) this.begins(kc, { feed: this.feed, index });
    const kf = this.factsKey(kc), name = hex(kf), n = this.counts.get(name) ?? 0;
    this.counts.set(name, n + 1);
    const place = cat(u64(index), this.feed), salt = this.secret(`salt ${index}`);
    const entry = (key, part) => hmac(key, `vs1 ${part} entry`, place, salt), commit = (e) => hmac(e, 'vs1 commit');
    const ef = entry(kf, 'facts'), ec = entry(kc, 'content');
    const front = cat('vs1e', Buffer.of(2, 1, 0, 0), place, zeros(32), salt, seal.tagFor(kf, this.feed, n), commit(ef), content ? commit(ec) : zeros(32));
    const sealed = content ? aead(hmac(ec, 'vs1 key'), front, padded(content, 1024)) : Buffer.alloc(0);
    const header = cat(front, content ? sha256(sealed) : zeros(32), u32(sealed.length));
    const leaf = cat(header, aead(hmac(ef, 'vs1 key'), header, padded(bytesOf(facts, 'facts'), 512)));
    if (content) this.contents.set(index, sealed);
    this.leaves.push(leaf);
    return base64url(tree.leafHash(leaf));
  }
  // An invitation with a box for each of `to`: {inbox, role, epoch, case, org, key, feed, index}.
  invite(to) {
    let drawn = 0;
    const index = this.leaves.length, random = () => this.secret(`box ${index} ${drawn++}`);
    this.leaves.push(sealInvitation({ index, feed: this.feed, anchor: zeros(32), salt: this.secret(`salt ${index}`) }, to, random));
  }
  announce(made, until) {
    this.append(this.kd, { v: 1, type: 'roster', made, generation: 1, version: 1, roster: base64url(this.rosterHash), content: 'bytes' }, this.roster);
    this.append(this.kd, { v: 1, type: 'inbox', made, key: base64url(publicOf(this.inbox)), until });
  }
  adopt(made, from, id, role, profile) {
    return this.append(this.kd, { v: 1, type: 'adopt', made, from, profile: id, profile_hash: base64url(sha256(profile)), role, content: 'json' }, profile);
  }
  checkpoint(time) {
    const root = tree.root(this.leaves.map(tree.leafHash)), body = Buffer.from(`${this.origin}\n${this.leaves.length}\n${root.toString('base64')}\n`);
    return cat(body, '\n', line(this.origin, LOG, this.device.key, this.device.sign(body)), this.cosignature(body, time));
  }
  cosignature(body, time) {
    const signature = this.device.sign(cat(`cosignature/v1\ntime ${time}\n`, body));
    return line(this.origin, COSIGNATURE, this.device.key, cat(u64(time), signature));
  }
  // A checkpoint file of another feed whose tree was checked: the witness file that says so.
  cosign(point, time) {
    this.cosigned.set(hex(feedOf(point.origin)), cat(point.note.text, '\n', ...point.note.lines.map((l) => `\u2014 ${l.name} ${cat(l.id, l.signature).toString('base64')}\n`),
      this.cosignature(point.note.text, time)));
  }
  files(time) {
    const files = new Map([['checkpoint', this.checkpoint(time)], ['roster', this.roster]]), full = Math.floor(this.leaves.length / 256);
    const all = tree.levels(this.leaves.map(tree.leafHash));
    for (let n = 0; n < full; n++) {
      files.set(tree.tilePath(-1, n), cat(...this.leaves.slice(256 * n, 256 * n + 256).flatMap((l) => [u16(l.length), l])));
      files.set(tree.tilePath(0, n), cat(...all[0].slice(256 * n, 256 * n + 256)));
    }
    for (let i = 256 * full; i < this.leaves.length; i++) files.set(tree.openPath(i), this.leaves[i]);
    for (const [index, sealed] of this.contents) files.set(tree.contentPath(index), sealed);
    for (const [feed, file] of this.cosigned) files.set(`witness/${feed}/checkpoint`, file);
    return files;
  }
  // Replaces the branch by the present state, with a commit as 10.5 says.
  publish(hub, scratch, time) {
    const git = (args, input = '') => must('git', ['--git-dir', hub, ...args], { input, env: { GIT_INDEX_FILE: join(scratch, `index-${hex(this.org)}`) } }).toString().trim();
    const files = this.files(time), ref = `refs/heads/vs1/${this.origin.slice(-32)}`, person = `vs <${this.origin.slice(-32)}@vs.invalid> ${time - (time % 3600)} +0000`;
    git(['read-tree', '--empty']);
    git(['update-index', '--index-info'], [...files].map(([path, bytes]) => `100644 ${git(['hash-object', '-w', '--stdin'], bytes)} 0\t${path}\n`).join(''));
    const parent = git(['for-each-ref', '--format=parent %(objectname)', ref]);
    const head = `tree ${git(['write-tree'])}\n${parent ? `${parent}\n` : ''}author ${person}\ncommitter ${person}\n`, message = cat('\n', files.get('checkpoint'));
    const signed = cat('SSHSIG', ssh('git'), ssh(''), ssh('sha512'), ssh(sha512(head, message)));
    const blob = cat('SSHSIG', u32(1), ssh(sshPublic(this.device.key)), ssh('git'), ssh(''), ssh('sha512'), ssh(cat(ssh('ssh-ed25519'), ssh(this.device.sign(signed)))));
    const armor = `-----BEGIN SSH SIGNATURE-----\n${blob.toString('base64').match(/.{1,70}/g).join('\n')}\n-----END SSH SIGNATURE-----`;
    const commit = cat(head, `gpgsig ${armor.replace(/\n/g, '\n ')}\n`, message);
    git(['update-ref', ref, git(['hash-object', '-t', 'commit', '-w', '--stdin'], commit)]);
  }
}
