// FORMAT.md 8.2 to 8.4: rosters, which of them count, and what follows for devices.
import { Reject, compare, hex, need, sha256, unbase64, undecimal, unhex } from './bytes.mjs';
import { acceptable } from './ed25519.mjs';
import { LOG, origin, parseNote, signedBy } from './note.mjs';
import { MAX_SIZE } from './tree.mjs';

const MOST = 2147483647;
export const orgId = (root) => sha256(root);
export const notesName = (org) => `vs.invalid/o/${hex(org).slice(0, 32)}`;
const bad = (condition, detail) => need(condition, 'roster-format', detail);
const rank = (r) => [r.generation, r.version];
const compareRank = (a, b) => a.generation - b.generation || a.version - b.version;

function parsePrevious(words) {
  bad(words.length === 4, 'previous');
  const generation = undecimal(words[1], MOST, 'roster-format'), version = undecimal(words[2], MOST, 'roster-format');
  bad(generation > 0 && version > 0, 'previous');
  return { generation, version, hash: unbase64(words[3], 32, 'roster-format') };
}
function parseDevice(words) {
  bad(words.length >= 4, 'device');
  const key = unbase64(words[2], 32, 'roster-format');
  bad(words[1] === origin(key), 'origin');
  if (words[3] === 'active') {
    bad(words.length === 4, 'active');
    return { origin: words[1], key, state: 'active' };
  }
  bad(words[3] === 'closed' && words.length === 6, 'state');
  return { origin: words[1], key, state: 'closed', size: undecimal(words[4], MAX_SIZE, 'roster-format'), root: unbase64(words[5], 32, 'roster-format') };
}
const HEADS = {
  org: (w) => unhex(w, 'roster-format'), generation: (w) => undecimal(w, MOST, 'roster-format'),
  version: (w) => undecimal(w, MOST, 'roster-format'), root: (w) => unbase64(w, 32, 'roster-format'), next: (w) => unbase64(w, 32, 'roster-format'),
};
function parseText(text) {
  const rows = text.toString().slice(0, -1).split('\n'), roster = { previous: [], devices: [], newer: false };
  bad(rows[0] === 'vs-roster/1', 'first line');
  const known = [];
  for (const row of rows.slice(1)) {
    const words = row.split(' ');
    if (words[0] in HEADS || words[0] === 'previous' || words[0] === 'device') known.push(words);
    else if (!words[0].startsWith('x-')) roster.newer = true;
  }
  for (const name of Object.keys(HEADS)) {
    const words = known.shift();
    bad(words && words[0] === name && words.length === 2, name);
    roster[name] = HEADS[name](words[1]);
  }
  bad(roster.org.length === 32 && roster.generation > 0 && roster.version > 0, 'numbers');
  while (known[0]?.[0] === 'previous') roster.previous.push(parsePrevious(known.shift()));
  while (known[0]?.[0] === 'device') roster.devices.push(parseDevice(known.shift()));
  bad(known.length === 0, 'order of lines');
  return roster;
}
function checkSense(r) {
  const ascending = (list, by) => list.every((x, i) => i === 0 || by(list[i - 1], x) < 0);
  bad(r.previous.length <= 32 && r.devices.length >= 1 && r.devices.length <= 1024, 'counts');
  bad(ascending(r.devices, (a, b) => compare(a.origin, b.origin)), 'order of devices');
  bad(ascending(r.previous, (a, b) => compareRank(a, b) || compare(a.hash, b.hash)), 'order of previous');
  const before = r.previous.filter((p) => p.generation === r.generation), base = r.previous.filter((p) => p.generation === r.generation - 1);
  bad(before.length + base.length === r.previous.length, 'previous of another generation');
  bad(before.every((p) => p.version === r.version - 1) && before.length > 0 === r.version > 1, 'previous version');
  bad(base.length > 0 === r.generation > 1 && base.every((p) => p.version === base[0].version), 'base');
  const root = sha256(r.root);
  bad(root.equals(r.org) === (r.generation === 1) && !r.next.equals(root), 'root');
  r.base = base;
}

// One roster: {org, generation, version, root, next, previous, devices, newer, hash, file}.
export function parseRoster(file) {
  need(file.length <= 262144, 'too-large');
  let note;
  try {
    note = parseNote(file);
  } catch (error) {
    throw error instanceof Reject ? new Reject('roster-format', error.message) : error;
  }
  const roster = parseText(note.text);
  checkSense(roster);
  need([roster.root, ...roster.devices.map((d) => d.key)].every(acceptable), 'weak-key');
  let signatures;
  try {
    signatures = signedBy(note, [{ name: notesName(roster.org), type: LOG, key: roster.root }]);
  } catch (error) {
    throw error instanceof Reject ? new Reject('roster-signature', error.message) : error;
  }
  need(signatures.length > 0, 'roster-signature');
  return { ...roster, hash: sha256(note.text), file };
}

// 8.3: the rosters that count, of a set of parsed ones, under a pin {root, next}.
function counting(pin, set, findings) {
  const counted = new Set();
  let want = orgId(pin.root), before = [];
  for (let g = 1; ; g++) {
    const here = set.filter((r) => r.generation === g && sha256(r.root).equals(want) && (g > 1 || r.next.equals(pin.next)));
    if (!here.length) return counted;
    if (g > 1) {
      const base = Math.min(...here.map((r) => r.base[0].version));
      const texts = here.map((r) => r.base.map((p) => `${p.version} ${hex(p.hash)}`).join());
      if (texts.some((t) => t !== texts[0])) findings.add('base-changed');
      const named = new Set(here.flatMap((r) => r.base.filter((p) => p.version === base).map((p) => hex(p.hash))));
      for (const r of before) if (r.version > base || (r.version === base && !named.has(hex(r.hash)))) counted.delete(r);
    }
    for (const r of here) counted.add(r);
    if (here.some((r) => !r.next.equals(here[0].next))) {
      findings.add('next-changed');
      return counted;
    }
    want = here[0].next;
    before = here;
  }
}
// Two rosters of one rank below the heads that nothing above names both, though it should.
function lowerConflict(list, heads) {
  const names = (o, r) => o.previous.some((p) => p.hash.equals(r.hash));
  const follows = (o, r) => (o.generation === r.generation && o.version === r.version + 1) ||
    (o.generation === r.generation + 1 && o.base[0].version === r.version);
  return list.some((a) => compareRank(a, heads[0]) < 0 && list.some((b) => {
    if (a === b || compareRank(a, b) !== 0) return false;
    const above = list.filter((o) => compareRank(o, a) > 0);
    return !above.some((o) => names(o, a) && names(o, b)) && above.some((o) => follows(o, a));
  }));
}
function deviceState(name, list, heads, findings) {
  const lines = list.flatMap((r) => r.devices.filter((d) => d.origin === name).map((d) => ({ ...d, rank: rank(r), roster: r })));
  const closings = lines.filter((d) => d.state === 'closed').sort((a, b) => compareRank(a.roster, b.roster) || a.size - b.size || compare(a.root, b.root));
  const { key } = lines[0];
  if (closings.length) {
    const [first] = closings;
    if (closings.some((c) => c.size !== first.size || !c.root.equals(first.root))) findings.add('closed-twice');
    if (lines.some((d) => d.state === 'active' && compareRank(d.roster, first.roster) > 0)) findings.add('reopened');
    return { origin: name, key, state: 'closed', size: first.size, root: first.root };
  }
  if (heads.every((h) => h.devices.some((d) => d.origin === name))) return { origin: name, key, state: 'active' };
  if (lines.some((d) => !heads.includes(d.roster))) findings.add('dropped');
  return { origin: name, key, state: 'disputed' };
}

// What follows from a set of parsed rosters under a pin: rank, heads, devices, findings.
export function judge(pin, rosters) {
  const findings = new Set(), org = orgId(pin.root), set = [];
  for (const r of rosters) {
    if (!r.org.equals(org)) findings.add('foreign');
    else if (r.newer) findings.add('newer');
    else if (!set.some((o) => o.hash.equals(r.hash))) set.push(r);
  }
  const counted = [...counting(pin, set, findings)].sort(compareRank);
  if (counted.length < set.length) findings.add('foreign');
  const heads = counted.filter((r) => compareRank(r, counted.at(-1)) === 0);
  if (heads.length > 1 || (heads.length && lowerConflict(counted, heads))) findings.add('conflict');
  const origins = [...new Set(counted.flatMap((r) => r.devices.map((d) => d.origin)))].sort(compare);
  const devices = origins.map((name) => deviceState(name, counted, heads, findings));
  return { org, generation: heads[0]?.generation ?? 0, version: heads[0]?.version ?? 0, heads, counted, devices, findings: [...findings].sort() };
}
