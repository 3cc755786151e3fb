// A whole remote under a set of cards: organisations, feeds, witnesses, directory channels, cases.
import { Reject, hex, isInstant } from './bytes.mjs';
import { Feed, commitFaults, load } from './branch.mjs';
import { walk } from './channel.mjs';
import { casesOf } from './events.mjs';
import { datedBack } from './dating.mjs';
import { checkDirectoryContent, parseCard, parseFacts } from './directory.mjs';
import { acceptCheckpoint } from './note.mjs';
import { judge, parseRoster } from './roster.mjs';
import * as seal from './seal.mjs';
import * as tree from './tree.mjs';

class Report {
  constructor() { this.findings = []; this.notices = []; }
  on(branch) {
    return [(path, reason, detail) => this.findings.push({ branch, path, reason, ...(detail ? { detail } : {}) }),
      (path, what) => this.notices.push({ branch, path, what })];
  }
}
const guarded = (problem, path, f) => {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof Reject)) throw error;
    problem(path, error.reason, error.message);
    return null;
  }
};

// One organisation per card, with every roster that is known of it.
function organisation(card, report) {
  const org = { name: card.identity.name, org: card.org, pin: card.pin, kd: card.directory, fingerprint: card.fingerprint, rosters: [...card.rosters] };
  [org.problem, org.notice] = report.on(`org ${hex(card.org).slice(0, 8)}`);
  return org;
}
function addRoster(orgs, roster) {
  const org = orgs.find((o) => o.org.equals(roster.org));
  if (!org || org.rosters.some((r) => r.hash.equals(roster.hash))) return false;
  org.rosters.push(roster);
  return true;
}
const judgeAll = (orgs) => { for (const org of orgs) org.state = judge(org.pin, org.rosters); };
const devicesOf = (orgs) => orgs.flatMap((org) => org.state.devices.map((device) => ({ org, ...device })));

function readRosterFiles(orgs, files, problem) {
  for (const [path, file] of files) {
    const m = /^rosters\/(\d+)$/.exec(path);
    if (path !== 'roster' && !m) continue;
    const roster = guarded(problem, path, () => parseRoster(file));
    if (!roster) continue;
    if (m && Number(m[1]) !== roster.generation) problem(path, 'roster-rank', 'of another generation than its name says');
    addRoster(orgs, roster);
  }
}

// The directory channel of an organisation over its feeds: facts and content checked; rosters found.
function directory(org, feeds, keyOf) {
  const kf = seal.directoryKey(org.kd, org.org), found = [], rosters = [], forks = [];
  for (const feed of feeds) {
    const [problem] = feed.report;
    for (const { index, part } of walk(feed, kf)) {
      const path = `leaf ${index}`, plain = guarded(problem, path, () => seal.openFacts(kf, part.leaf));
      const parsed = plain && guarded(problem, path, () => parseFacts(plain));
      if (!parsed) continue;
      const entry = { feed: feed.origin, index, id: feed.ids[index].toString('base64url'), type: parsed.facts.type, newer: parsed.newer, content: feed.content[index]?.state ?? 'none' };
      found.push({ ...entry, facts: parsed.facts });
      if (parsed.newer) continue;
      if (('content' in parsed.facts) !== (part.contentLength > 0)) problem(path, 'content-hash', 'facts and leaf disagree about content');
      if (entry.content !== 'present') continue;
      const content = guarded(problem, tree.contentPath(index), () => seal.openContent(org.kd, part.leaf, feed.content[index].sealed));
      const checked = content && guarded(problem, tree.contentPath(index), () => checkDirectoryContent(parsed.facts, content, keyOf));
      if (checked && parsed.facts.type === 'roster') rosters.push(checked);
      if (checked && parsed.facts.type === 'fork') forks.push({ feed: parsed.facts.feed, common: Math.min(...checked) - 1, by: feed.origin });
    }
    if (feed.leaves.length && found.find((e) => e.feed === feed.origin && e.index === 0)?.type !== 'roster') problem('leaf 0', 'roster-rank', 'the feed does not begin with a roster of its organisation');
  }
  return { found, rosters, forks };
}

function checkWitnesses(feeds, report) {
  for (const feed of feeds) {
    const [problem, notice] = feed.report;
    for (const witness of feed.witnesses(problem)) {
      const about = feeds.find((f) => hex(f.feed) === witness.feed);
      if (!about) {
        notice(witness.path, 'of a feed that is not known here');
        continue;
      }
      const point = guarded(problem, witness.path, () => acceptCheckpoint(witness.file, about.key, about.others));
      if (!point) continue;
      about.strangers(witness.path, point, notice);
      if (!point.cosigned.some((c) => c.key.equals(feed.key))) problem(witness.path, 'note-signature', 'not cosigned by this device');
      if (point.size > about.checkpoint.size) report.on(about.ref)[0]('checkpoint', 'stale', `${feed.origin} saw size ${point.size}`);
      else if (point.size <= about.leaves.length && !about.fits(point, about.leaves.length)) {
        problem(witness.path, 'forked');
        about.forks.push(point.size - 1);
      }
      about.points.push(point);
    }
  }
}
function checkClosings(feeds) {
  for (const feed of feeds) {
    feed.cut = Infinity;
    if (feed.device.state !== 'closed') continue;
    feed.cut = feed.device.size;
    const [problem, notice] = feed.report;
    if (feed.leaves.length < feed.device.size) notice('checkpoint', 'incomplete up to the closing');
    else if (!tree.rootAt(feed.levels, feed.device.size).equals(feed.device.root)) problem('checkpoint', 'root-mismatch', 'another root than the closing says');
    else feed.fixed = true;
  }
}
// 11.3: what is announced counts as far as its proof goes; what the facts claim does not.
function checkForks(feeds, channels) {
  for (const fork of channels.flatMap((c) => c.forks)) {
    const feed = feeds.find((f) => f.feed.toString('base64url') === fork.feed);
    if (!feed) continue;
    feed.forks.push(fork.common);
    feed.report[0]('checkpoint', 'forked', `${fork.by} proves it: at most ${fork.common} leaves in common`);
  }
  // What the root closed is fixed: no other history cuts what lies before the closing.
  for (const feed of feeds) if (!feed.fixed) feed.cut = Math.min(feed.cut, ...feed.forks);
}
// 5.4: the lines of other organisations over a leaf: in its anchor, and on checkpoints that cover it.
function bounds(feed, index, orgOf) {
  const foreign = (point) => point.cosigned.map((c) => ({ time: c.time, org: orgOf(c.key) })).filter((c) => c.org && c.org !== feed.org);
  const anchor = feed.anchors.get(hex(feed.parts[index].anchor ?? Buffer.alloc(0)));
  return { org: feed.org, below: anchor && anchor.size <= index ? foreign(anchor) : [], above: feed.points.filter((p) => p.size > index).flatMap(foreign) };
}

// 5.4: remarks about the order in time, of all leaves that the cards and keys open.
function checkDating(feeds, channels, cases) {
  const opened = [...channels.flatMap((c) => c.found), ...cases.flatMap((c) => c.events)].filter((e) => e.facts && !e.reason && isInstant(e.facts.made));
  for (const feed of feeds) {
    const made = new Map(opened.filter((e) => e.feed === feed.origin).map((e) => [e.index, e.facts.made]));
    for (const { leaf, earlier } of datedBack([...made].map(([index, at]) => ({ leaf: index, made: at })))) {
      feed.report[1](`leaf ${leaf}`, `dated-back: ${made.get(leaf)}, and leaf ${earlier} before it ${made.get(earlier)}`);
    }
  }
}

// Verifies a repository, or what `load` read of one.
export function verifyRemote(source, cardFiles, { caseKeys = [], readingKeys = [] } = {}) {
  const report = new Report(), orgs = cardFiles.map((file) => organisation(parseCard(file), report));
  const found = (typeof source === 'string' ? load(source) : source).map((b) => ({ ...b, report: report.on(b.ref) }));
  for (const b of found) {
    for (const [path, reason] of b.problems) b.report[0](path, reason);
    readRosterFiles(orgs, b.files, b.report[0]);
    if (b.ignored) b.report[1]('', `${b.ignored} entries that are not of this format`);
  }
  let feeds = [], unknown = [], channels = [];
  // Rosters lead to feeds, and feeds to rosters; each round adds at least one, so this ends.
  for (let again = true; again;) {
    again = false;
    judgeAll(orgs);
    const devices = devicesOf(orgs), keys = devices.map((d) => d.key);
    const marks = report.findings.length, notes = report.notices.length;
    feeds = [];
    unknown = [];
    for (const b of found) {
      const device = devices.find((d) => d.origin === `vs.invalid/f/${b.digits}`);
      if (!device) {
        unknown.push(b.ref);
        continue;
      }
      const feed = Object.assign(new Feed({ key: device.key, origin: device.origin, files: b.files, others: keys }), { ...b, org: device.org, device });
      if (!feed.read(...b.report)) continue;
      feed.points = [feed.checkpoint, ...feed.anchors.values()];
      feed.forks = [];
      if (!b.files.has('roster')) b.report[0]('roster', 'not-found');
      feeds.push(feed);
    }
    const keyOf = (id) => feeds.find((f) => f.feed.toString('base64url') === id)?.key;
    channels = orgs.map((org) => directory(org, feeds.filter((f) => f.org === org), keyOf));
    for (const r of channels.flatMap((c) => c.rosters)) if (addRoster(orgs, r)) again = true;
    if (again) {
      report.findings.length = marks;
      report.notices.length = notes;
    }
  }
  for (const org of orgs) for (const finding of org.state.findings) org.problem('rosters', finding);
  checkWitnesses(feeds, report);
  checkClosings(feeds);
  checkForks(feeds, channels);
  for (const feed of feeds) for (const fault of commitFaults(feed.raw, feed)) feed.report[1]('commit', fault);
  const orgOf = (key) => feeds.find((f) => f.key.equals(key))?.org ?? orgs.find((o) => o.state.devices.some((d) => d.key.equals(key)));
  const keys = [...caseKeys.map((kc) => ({ kc, kr: seal.readingKey(kc) })), ...readingKeys.map((kr) => ({ kc: null, kr }))];
  const cases = casesOf(keys, feeds, (feed, index) => bounds(feed, index, orgOf));
  checkDating(feeds, channels, cases);
  return summary({ report, orgs, feeds, unknown, channels, cases });
}

function summary({ report, orgs, feeds, unknown, channels, cases }) {
  const count = (list) => list.reduce((all, x) => ({ ...all, [x]: (all[x] ?? 0) + 1 }), {});
  return {
    schema: 'vs.verify-remote/1',
    ok: report.findings.length === 0,
    organisations: orgs.map((o, i) => ({ name: o.name, org: hex(o.org), fingerprint: o.fingerprint, generation: o.state.generation, version: o.state.version,
      devices: o.state.devices.map((d) => ({ origin: d.origin, state: d.state })), directory: count(channels[i].found.map((e) => e.type)) })),
    feeds: feeds.map((f) => ({ ref: f.ref, org: hex(f.org.org), size: f.checkpoint.size, root: hex(f.checkpoint.root), verified: f.leaves.length,
      leaves: count(f.parts.map((p) => p.rejected ?? (p.opaque ? 'opaque' : p.kind === 2 ? 'sealed' : 'invitation'))),
      content: count(f.content.filter(Boolean).map((c) => c.state)), anchors: f.anchors.size,
      ...(f.forks.length ? { common: Math.min(...f.forks) } : {}),
      cosigned: f.points.flatMap((p) => p.cosigned.map((c) => c.time)).length })),
    unknown, cases, findings: report.findings, notices: report.notices,
  };
}
