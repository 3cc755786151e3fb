// FORMAT.md 10: what lies on one branch of a git repository, and what of it holds under the device's
// key. git is asked for bytes only; nothing it says of them is believed.
import { spawnSync } from 'node:child_process';
import { Reject, hex, need, sha256 } from './bytes.mjs';
import { parseLeaf } from './leaf.mjs';
import { acceptCheckpoint, parseCheckpoint } from './note.mjs';
import { checkSshSignature } from './directory.mjs';
import * as seal from './seal.mjs';
import * as tree from './tree.mjs';

const LIMITS = [[/^checkpoint$/, 32768], [/^roster$/, 262144], [/^rosters\/[1-9][0-9]{0,9}$/, 262144],
  [/^tile\/entries\/(x\d{3}\/)*\d{3}$/, 16777472], [/^tile\/entries\/(x\d{3}\/)*\d{3}\.p\/[0-9a-f]\/[0-9a-f]$/, 65535],
  [/^tile\/[0-4]\/(x\d{3}\/)*\d{3}$/, 8192], [/^content\/(x\d{3}\/)*\d{3}$/, 262160],
  [/^anchors\/[0-9a-f]{64}$/, 32768], [/^witness\/[0-9a-f]{64}\/checkpoint$/, 32768]];

export function git(dir, args, input = '') {
  const done = spawnSync('git', ['--git-dir', dir, ...args], { input, maxBuffer: 1 << 30,
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' } });
  if (done.error || done.status !== 0) throw new Error(`git ${args[0]}: ${done.error ?? done.stderr}`);
  return done.stdout;
}
// Everything that is read of a repository: [{ref, digits, raw (the commit), files, ignored, problems}].
export function load(dir) {
  return branches(dir).map(({ ref, digits, commit }) => {
    const problems = [];
    const read = readFiles(dir, commit, (path, reason) => problems.push([path, reason]));
    return { ref, digits, raw: git(dir, ['cat-file', 'commit', commit]), ...read, problems };
  });
}
function branches(dir) {
  const rows = git(dir, ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/vs1/']).toString().split('\n');
  return rows.map((row) => /^(refs\/heads\/vs1\/([0-9a-f]{32})) ([0-9a-f]{40})$/.exec(row)).filter(Boolean)
    .map((m) => ({ ref: m[1], digits: m[2], commit: m[3] }));
}

// The files of a commit that the table of 10.2 names, as a Map from path to bytes; the rest is counted.
function readFiles(dir, commit, problem) {
  const files = new Map();
  let ignored = 0;
  const wanted = [];
  for (const row of git(dir, ['ls-tree', '-r', '-z', '--long', commit]).toString('latin1').split('\0')) {
    const m = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t([^]*)$/.exec(row);
    if (!m) continue;
    const limit = LIMITS.find(([pattern]) => pattern.test(m[5]))?.[1];
    if (m[1] !== '100644' || m[2] !== 'blob' || limit === undefined || files.has(m[5])) ignored++;
    else if (Number(m[4]) > limit) problem(m[5], 'too-large');
    else wanted.push([m[5], m[3]]) && files.set(m[5], null);
  }
  const out = git(dir, ['cat-file', '--batch'], wanted.map(([, id]) => `${id}\n`).join(''));
  let at = 0;
  for (const [path] of wanted) {
    const end = out.indexOf(10, at), m = /^[0-9a-f]+ blob (\d+)$/.exec(out.subarray(at, end).toString());
    at = end + 1;
    if (!m) {
      problem(path, 'remote-content');
      files.delete(path);
      continue;
    }
    files.set(path, Buffer.from(out.subarray(at, at + Number(m[1]))));
    at += Number(m[1]) + 1;
  }
  return { files, ignored };
}

function cutBundle(bundle) {
  const leaves = [];
  let at = 0;
  while (leaves.length < 256) {
    need(at + 2 <= bundle.length && at + 2 + bundle.readUInt16BE(at) <= bundle.length, 'remote-content', 'bundle');
    leaves.push(bundle.subarray(at + 2, at += 2 + bundle.readUInt16BE(at)));
  }
  need(at === bundle.length, 'remote-content', 'bundle');
  return leaves;
}
// The leaves from 0 to the first that is not there, at most `size`.
function readLeaves(files, size, problem) {
  const leaves = [], full = Math.floor(size / 256);
  for (let n = 0; n < full; n++) {
    const path = tree.tilePath(-1, n);
    try {
      need(files.has(path), 'not-found');
      leaves.push(...cutBundle(files.get(path)));
    } catch (error) {
      if (!(error instanceof Reject)) throw error;
      problem(path, error.reason);
      return leaves;
    }
  }
  for (let i = full * 256; i < size; i++) {
    const path = tree.openPath(i);
    if (!files.has(path)) {
      problem(path, 'not-found');
      return leaves;
    }
    leaves.push(files.get(path));
  }
  return leaves;
}
// Every path under tile/ that follows from the number of leaves (10.4).
function tilePaths(size) {
  const paths = new Set();
  for (let n = 0; n < Math.floor(size / 256); n++) paths.add(tree.tilePath(-1, n));
  for (let i = Math.floor(size / 256) * 256; i < size; i++) paths.add(tree.openPath(i));
  for (let level = 0; level <= 4; level++) for (let n = 0; n < Math.floor(size / 256 ** (level + 1)); n++) paths.add(tree.tilePath(level, n));
  return paths;
}

// A feed as its branch shows it: {origin, feed, key, checkpoint, leaves, levels, anchors, files}, or
// null where the branch is rejected. `problem(path, reason, detail)` is told what does not hold,
// `notice(path, what)` what is no fault but differs from what a writer of this version leaves.
export class Feed {
  constructor({ key, origin, files, others }) {
    Object.assign(this, { key, origin, files, others, feed: sha256(origin), leaves: [], parts: [], anchors: new Map() });
  }
  read(problem, notice) {
    const { files } = this;
    try {
      need(files.has('checkpoint'), 'not-found');
      this.checkpoint = acceptCheckpoint(files.get('checkpoint'), this.key, this.others);
    } catch (error) {
      if (!(error instanceof Reject)) throw error;
      problem('checkpoint', error.reason, error.message);
      return false;
    }
    this.strangers('checkpoint', this.checkpoint, notice);
    const leaves = readLeaves(files, this.checkpoint.size, problem), points = this.readAnchors(problem, notice);
    this.levels = tree.levels(leaves.map(tree.leafHash));
    if (leaves.length === this.checkpoint.size && !this.fits(this.checkpoint, leaves.length)) problem('checkpoint', 'root-mismatch');
    const covering = [this.checkpoint, ...points].filter((p) => this.fits(p, leaves.length)).sort((a, b) => b.size - a.size)[0];
    this.leaves = leaves.slice(0, covering?.size ?? 0);
    this.ids = this.leaves.map(tree.leafHash);
    this.checkTiles(problem, notice);
    this.checkLeaves(problem);
    this.checkAnchors(points, problem);
    this.checkContents(problem, notice);
    return true;
  }
  fits(point, have) { return point.size <= have && tree.rootAt(this.levels, point.size).equals(point.root); }
  // Lines that no known key accounts for.
  strangers(path, point, notice) {
    const known = 1 + point.heartbeats.length + point.cosigned.length;
    if (point.note.lines.length > known) notice(path, `${point.note.lines.length - known} lines of signers not known, or more than one of a signer`);
  }
  readAnchors(problem, notice) {
    const points = [];
    for (const [path, file] of this.files) {
      if (!path.startsWith('anchors/')) continue;
      try {
        need(hex(sha256(file)) === path.slice(8), 'anchor', 'of another hash');
        const point = acceptCheckpoint(file, this.key, this.others);
        this.strangers(path, point, notice);
        points.push({ ...point, path });
      } catch (error) {
        if (!(error instanceof Reject)) throw error;
        problem(path, 'anchor', error.message);
      }
    }
    return points;
  }
  checkTiles(problem, notice) {
    if (this.leaves.length !== this.checkpoint.size) return;
    const expected = tilePaths(this.leaves.length);
    for (const path of expected) {
      const m = /^tile\/([0-4])\//.exec(path);
      if (!m) continue;
      const { level, number } = tree.parseTilePath(path);
      const want = Buffer.concat(this.levels[8 * level].slice(256 * number, 256 * number + 256));
      if (!this.files.has(path)) notice(path, 'hash tile absent');
      else if (!this.files.get(path).equals(want)) problem(path, 'tile', 'wrong hash tile');
    }
    for (const path of this.files.keys()) if (path.startsWith('tile/') && !expected.has(path)) notice(path, 'belongs to no size of the feed');
  }
  checkLeaves(problem) {
    this.parts = this.leaves.map((leaf, index) => {
      try {
        return parseLeaf(leaf, { feed: this.feed, index });
      } catch (error) {
        if (!(error instanceof Reject)) throw error;
        problem(`leaf ${index}`, error.reason);
        return { rejected: error.reason, leaf, tag: leaf.length >= 128 ? leaf.subarray(112, 128) : null };
      }
    });
  }
  checkAnchors(points, problem) {
    for (const point of points) {
      if (point.size > this.leaves.length) continue;
      if (this.fits(point, this.leaves.length)) this.anchors.set(point.path.slice(8), point);
      else problem(point.path, 'forked', 'a signed checkpoint that this tree does not continue');
    }
    this.parts.forEach((part, index) => {
      if (!part.anchor || part.anchor.every((x) => x === 0)) return;
      const point = this.anchors.get(hex(part.anchor));
      if (!point || point.size > index) problem(`leaf ${index}`, 'anchor');
    });
  }
  checkContents(problem, notice) {
    this.content = this.parts.map((part, index) => {
      if (!part.contentLength) return null;
      const sealed = this.files.get(tree.contentPath(index));
      if (!sealed) return { state: 'absent' };
      try {
        seal.checkContent(part, sealed);
        return { state: 'present', sealed };
      } catch (error) {
        problem(tree.contentPath(index), 'remote-content', error.message);
        return { state: 'wrong' };
      }
    });
    const used = new Set(this.content.map((c, index) => (c ? tree.contentPath(index) : '')));
    for (const path of this.files.keys()) if (path.startsWith('content/') && !used.has(path)) notice(path, 'no leaf has this content');
  }
  // The witness files: [{feed, point, file}] that name their feed; signatures of its owner are judged by
  // who knows its key.
  witnesses(problem) {
    const found = [];
    for (const [path, file] of this.files) {
      const m = /^witness\/([0-9a-f]{64})\/checkpoint$/.exec(path);
      if (!m) continue;
      try {
        const point = parseCheckpoint(file);
        need(hex(sha256(point.origin)) === m[1], 'checkpoint-format', 'of another feed than its name says');
        found.push({ path, feed: m[1], file });
      } catch (error) {
        if (!(error instanceof Reject)) throw error;
        problem(path, error.reason, error.message);
      }
    }
    return found;
  }
}

// 10.5, which readers need not check: what of a commit is not as a writer makes it.
export function commitFaults(raw, feed) {
  const split = raw.indexOf('\n\n'), faults = [];
  const headers = raw.subarray(0, split).toString('latin1').replace(/\n /g, '\u0001').split('\n');
  const of = (name) => headers.filter((h) => h.startsWith(`${name} `)).map((h) => h.slice(name.length + 1));
  const person = `vs <${feed.origin.slice(-32)}@vs.invalid> `;
  for (const who of ['author', 'committer']) {
    const m = of(who)[0]?.startsWith(person) && /^(\d+) \+0000$/.exec(of(who)[0].slice(person.length));
    if (!m || Number(m[1]) % 3600) faults.push(who);
  }
  if (of('parent').length > 1) faults.push('parents');
  if (!raw.subarray(split + 2).equals(feed.files.get('checkpoint') ?? Buffer.alloc(0))) faults.push('message');
  const payload = Buffer.concat([Buffer.from(headers.filter((h) => !h.startsWith('gpgsig ')).join('\n').replace(/\u0001/g, '\n '), 'latin1'), raw.subarray(split)]);
  try {
    checkSshSignature(Buffer.from((of('gpgsig')[0] ?? '').replace(/\u0001/g, '\n'), 'latin1'), feed.key, payload);
  } catch {
    faults.push('signature');
  }
  return faults;
}
