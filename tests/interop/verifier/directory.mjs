// FORMAT.md 8.5 to 8.7: contact cards, facts of the directory channel, SSH signatures.
import { Reject, cat, hex, isDate, isHash, isInstant, need, sha256, sha512, u32, unbase64, unbase64url } from './bytes.mjs';
import { bytesOf, parse } from './canon.mjs';
import { acceptable, verify } from './ed25519.mjs';
import { isInboxKey } from './hpke.mjs';
import { checkForkProof } from './note.mjs';
import { judge, parseRoster } from './roster.mjs';
import { MAX_SIZE } from './tree.mjs';

const members = (object, required, optional = []) => required.every((n) => n in object) &&
  Object.keys(object).every((n) => required.includes(n) || optional.includes(n));
const isObject = (v) => typeof v === 'object' && !Array.isArray(v);
const isLine = (t, most) => typeof t === 'string' && t !== '' && Buffer.byteLength(t) <= most && !/[\n\t]/.test(t);
const trimmed = (t) => !/^ | $/.test(t);
const isRemote = (t) => isLine(t, 512) && trimmed(t) && !t.startsWith('-');
const isHost = (t) => isLine(t, 512) && /^[^ ]+ SHA256:[A-Za-z0-9+/]{43}$/.test(t);

export const fingerprint = (identity) => hex(sha256('vs1 card', bytesOf(identity, 'content')).subarray(0, 16)).match(/.{4}/g).join(' ');

// A card: {identity, pin, directory, rosters, state (8.3, 8.4), fingerprint, hints}.
export function parseCard(file) {
  const bad = (condition, detail) => need(condition, 'card-format', detail);
  bad(file.length <= 1 << 20, 'too long');
  let end = file.length, card;
  while (end > 0 && [0x20, 9, 10, 13].includes(file[end - 1])) end--;
  try {
    card = parse(file.subarray(0, end), 'content');
  } catch (error) {
    throw error instanceof Reject ? new Reject('card-format', error.message) : error;
  }
  bad(members(card, ['hints', 'identity', 'rosters', 'schema']) && card.schema === 'vs.card/1', 'members');
  const { identity, hints, rosters } = card;
  bad(isObject(identity) && members(identity, ['directory', 'name', 'next', 'root'], ['code']), 'identity');
  bad(isLine(identity.name, 120) && trimmed(identity.name), 'name');
  bad(!('code' in identity) || (typeof identity.code === 'string' && /^[a-z0-9-]{2,32}$/.test(identity.code)), 'code');
  bad([identity.root, identity.next, identity.directory].every(isHash), 'keys');
  bad(isObject(hints) && members(hints, ['hosts', 'remotes']), 'hints');
  bad(Array.isArray(hints.remotes) && hints.remotes.length <= 16 && hints.remotes.every(isRemote), 'remotes');
  bad(Array.isArray(hints.hosts) && hints.hosts.length <= 16 && hints.hosts.every(isHost), 'hosts');
  bad(Array.isArray(rosters) && rosters.length <= 64 && rosters.every((r) => typeof r === 'string'), 'rosters');
  const pin = { root: unbase64url(identity.root), next: unbase64url(identity.next) };
  need(acceptable(pin.root), 'weak-key');
  const parsed = rosters.map((r) => parseRoster(Buffer.from(r))), state = judge(pin, parsed);
  need(parsed.length > 0 && parsed.every((r) => state.counted.some((c) => c.hash.equals(r.hash))), 'roster-rank');
  return { identity, hints, pin, directory: unbase64url(identity.directory), rosters: parsed, state, org: state.org, fingerprint: fingerprint(identity) };
}

const between = (least, most) => (v) => Number.isInteger(v) && v >= least && v <= most;
const isId = (t) => typeof t === 'string' && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(t);
const exactly = (text) => (v) => v === text;
const TYPES = {
  roster: { generation: between(1, 2147483647), version: between(1, 2147483647), roster: isHash, content: exactly('bytes') },
  inbox: { key: (v) => isHash(v) && isInboxKey(unbase64url(v)), until: isInstant },
  adopt: { profile: isId, profile_hash: isHash, role: isId, from: isDate, content: exactly('json') },
  'adopt.end': { adoption: isHash, end: isDate },
  calendar: { calendar: isId, edition: isId, calendar_hash: isHash, content: exactly('json') },
  succeed: { org: isHash, side: (v) => ['predecessor', 'successor'].includes(v), from: isDate },
  fork: { feed: isHash, size: between(0, MAX_SIZE), root: isHash, evidence: isHash, content: exactly('bytes') },
};
// Facts of a directory leaf. newer: written by a later version, kept and not used.
export function parseFacts(bytes) {
  const facts = parse(bytes, 'facts'), bad = (condition, detail) => need(condition, 'json-schema', detail);
  bad(Number.isInteger(facts.v) && typeof facts.type === 'string' && isInstant(facts.made), 'v, type or made');
  const form = Object.hasOwn(TYPES, facts.type) ? TYPES[facts.type] : null;
  if (facts.v !== 1 || !form) return { facts, newer: true };
  const common = { v: () => true, type: () => true, made: isInstant, was: isHash };
  if (Object.keys(facts).some((n) => !n.startsWith('x_') && !Object.hasOwn(common, n) && !Object.hasOwn(form, n))) return { facts, newer: true };
  for (const name of Object.keys(form)) bad(name in facts, `${name} missing`);
  for (const [name, check] of Object.entries({ ...common, ...form })) bad(!(name in facts) || check(facts[name]), name);
  return { facts, newer: false };
}
// Whether content is what the facts promise: 8.6.
export function checkDirectoryContent(facts, content, deviceKeyOf) {
  const bad = (condition) => need(condition, 'content-hash', 'content of the directory');
  if (facts.type === 'roster') {
    const roster = parseRoster(content);
    bad(roster.hash.equals(unbase64url(facts.roster)) && roster.generation === facts.generation && roster.version === facts.version);
    return roster;
  }
  if (facts.type === 'adopt') {
    bad(sha256(content).equals(unbase64url(facts.profile_hash)));
    return parse(content, 'content');
  }
  if (facts.type === 'calendar') {
    bad(sha256(content).equals(unbase64url(facts.calendar_hash)));
    return parse(content, 'content');
  }
  bad(sha256(content).equals(unbase64url(facts.evidence)));
  const key = deviceKeyOf?.(facts.feed);
  return key ? checkForkProof(content, key) : null;
}

// 8.7: the armor over payload by key, in the namespace git.
const ssh = (x) => cat(u32(Buffer.byteLength(x)), x);
export const sshPublic = (key) => cat(ssh('ssh-ed25519'), ssh(key));
export function checkSshSignature(armor, key, payload) {
  const BEGIN = '-----BEGIN SSH SIGNATURE-----\n', END = '\n-----END SSH SIGNATURE-----', text = armor.toString('latin1');
  need(text.startsWith(BEGIN) && text.endsWith(END) && text.length >= BEGIN.length + END.length, 'encoding', 'armor');
  const lines = text.slice(BEGIN.length, -END.length).split('\n');
  need(lines.every((l, i) => (i < lines.length - 1 ? l.length === 70 : l.length >= 1 && l.length <= 70)), 'encoding', 'lines');
  const blob = unbase64(lines.join(''));
  const front = cat('SSHSIG', u32(1), ssh(sshPublic(key)), ssh('git'), ssh(''), ssh('sha512'), u32(83), ssh('ssh-ed25519'), u32(64));
  need(blob.length === front.length + 64 && blob.subarray(0, front.length).equals(front), 'note-signature', 'another key or namespace');
  const message = cat('SSHSIG', ssh('git'), ssh(''), ssh('sha512'), ssh(sha512(payload)));
  need(verify(key, message, blob.subarray(front.length)), 'note-signature');
}
export const allowedSigner = (originText, key) => `${originText.slice(-32)}@vs.invalid namespaces="git" ssh-ed25519 ${sshPublic(key).toString('base64')}`;
