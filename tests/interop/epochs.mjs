// Epochs between the program and an implementation written from FORMAT.md alone (7.6): the program removes a
// party and the stranger reads and writes under the new key; then the stranger removes one, and the program does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, is, note, ok } from './lib/tap.mjs';
import { Author } from './lib/author.mjs';
import { Org, folder, must } from './lib/vs.mjs';
import { base64url, compare, hex, seconds, unbase64url } from './verifier/bytes.mjs';
import { parse } from './verifier/canon.mjs';
import { parseCard } from './verifier/directory.mjs';
import { load } from './verifier/branch.mjs';
import { openInvitation } from './verifier/hpke.mjs';
import { parseLeaf } from './verifier/leaf.mjs';
import { acceptCheckpoint } from './verifier/note.mjs';
import { verifyRemote } from './verifier/remote.mjs';
import * as seal from './verifier/seal.mjs';
import * as tree from './verifier/tree.mjs';

const dir = folder(), hub = join(dir, 'hub.git'), vt = new Org(dir, 'vt'), breda = new Org(dir, 'breda'), team = new Author('a stranger in epochs', 'Team van ver');
const clock = (time) => `2026-04-02 ${time}`, at = (time) => `2026-04-02T${time}Z`;   // Amsterdam is two hours ahead of UTC
must('git', ['init', '-q', '--bare', hub]);
for (const org of [vt, breda]) org.init(clock('16:10:00'), org.name);
const teamCard = join(dir, 'team.json'), cards = [vt.cardBytes, breda.cardBytes, team.card()];
writeFileSync(teamCard, cards[2]);
const add = (org, card, file, alias) => org.vs(clock('16:11:00'), ['org', 'add', file, '--as', alias, '--fingerprint', parseCard(card).fingerprint]);
add(vt, cards[2], teamCard, 'team');
add(vt, cards[1], breda.card, 'breda');
add(breda, cards[0], vt.card, 'vt');
add(breda, cards[2], teamCard, 'team');
for (const org of [vt, breda]) org.vs(clock('16:12:00'), ['remote', 'add', 'hub', hub]);
const sync = (time, ...orgs) => { for (const org of orgs) org.vs(clock(time), ['sync']); };
team.announce(at('14:12:00'), at('14:12:00').replace('2026-04', '2026-05'));
team.publish(hub, dir, seconds(at('14:12:30')));
sync('16:13:00', vt, breda, vt, breda);

vt.vs(clock('16:14:00'), ['open', '--ref', '2026-9', '--text', '-'], 'Zorgen.\n');
for (const who of ['team', 'breda']) vt.vs(clock('16:15:00'), ['disclose', '2026-9', '--to', who, '--full']);
sync('16:16:00', vt, breda, vt);
vt.vs(clock('16:20:00'), ['party', 'remove', '2026-9', '--party', 'breda']);
vt.vs(clock('16:21:00'), ['note', '2026-9', '--text', '-'], 'Onder de nieuwe sleutel.\n');
sync('16:22:00', vt, breda, vt);

// --- the stranger opens both keys (7.3, 7.4) -------------------------------------------------------------
const vtDevice = parseCard(cards[0]).state.devices[0], vtDirectory = seal.directoryKey(parseCard(cards[0]).directory, parseCard(cards[0]).org);
function leavesOf(device) {
  const branch = load(hub).find((b) => device.origin.endsWith(b.digits)), point = acceptCheckpoint(branch.files.get('checkpoint'), device.key);
  return Array.from({ length: point.size }, (_, i) => branch.files.get(tree.openPath(i)));
}
const boxesFor = () => leavesOf(vtDevice).map((leaf) => parseLeaf(leaf)).filter((p) => p.kind === 3).flatMap((p) => openInvitation(p, [team.inbox], team.org).opened);
const boxes = boxesFor(), keyOf = (epoch) => boxes.find((b) => b.epoch === epoch)?.key;
is(boxes.map((b) => [b.role, b.epoch]), [[1, 0], [1, 1]], 'two keys, of epoch 0 and 1');
for (const box of boxes) team.begins(box.key, box);
const k0 = keyOf(0), k1 = keyOf(1), check = (...caseKeys) => verifyRemote(hub, cards, { caseKeys });
const seen = check(k0, k1);
is([seen.findings, seen.notices], [[], []], 'everything holds');
is(seen.cases.map((c) => c.epochs.map((e) => [e.epoch, e.channel])), [[[0, base64url(seal.channelName(seal.readingKey(k0)))], [1, base64url(seal.channelName(seal.readingKey(k1)))]]], 'one case of two epochs');
const [{ case: theCase, events }] = seen.cases, of = (type) => events.find((e) => e.type === type);
is([of('rekey').epoch, of('epoch.open').epoch, of('epoch.open').n, of('note').epoch], [0, 1, 0, 1], 'the rekey in the old epoch, epoch.open first in the new one, the note after it');
is(of('epoch.open').facts.parties, of('rekey').facts.parties, 'the same parties twice');
is(of('rekey').facts.parties.map((p) => p.org), [team.org, parseCard(cards[0]).org].sort(compare).map(base64url), 'those who stay, in order');
is(events.some((e) => e.pending || e.reason), false, 'no event waits for causes');
is(of('note').content.value.text, 'Onder de nieuwe sleutel.', 'the words of the note');
ok(check(k1).findings.some((f) => f.reason === 'not-for-this-key'), 'the key of an epoch whose rekey cannot be read is not taken');
ok(check(k0).cases[0].events.every((e) => e.type !== 'note'), 'the old key opens nothing of the new epoch');

// --- it writes under the new key, is handed the case, and removes a party itself --------------------------
let heads = events.filter((e) => !events.some((x) => x.facts?.heads?.includes(e.id))).map((e) => e.id);
const sorted = (ids) => ids.map((i) => unbase64url(i)).sort(compare).map(base64url);
const write = (key, time, facts, content = null) => {
  const id = team.append(key, { v: 1, case: theCase, at: at(time), made: at(time), heads: sorted(heads), ...facts }, content);
  heads = [id];
  return id;
};
write(k1, '14:30:00', { type: 'note', content: 'json' }, Buffer.from('{"text":"Gelezen."}'));
team.publish(hub, dir, seconds(at('14:30:30')));
sync('16:31:00', vt);
ok(/Gelezen\./.test(vt.vs(clock('16:32:00'), ['show', '2026-9'])), 'the program reads what the stranger wrote under the new key');
vt.vs(clock('16:33:00'), ['disclose', '2026-9', '--to', 'breda', '--facts']);
vt.vs(clock('16:34:00'), ['handover', '2026-9', '--to', 'team']);
sync('16:35:00', vt, breda, vt);
const again = check(k0, k1).cases[0].events, offer = again.find((e) => e.type === 'handover.offer');
heads = again.filter((e) => !again.some((x) => x.facts?.heads?.includes(e.id))).map((e) => e.id);
write(k1, '14:40:00', { type: 'handover.accept', re: offer.id });
const inbox = leavesOf(vtDevice).map((leaf) => { try { return parse(seal.openFacts(vtDirectory, leaf), 'facts'); } catch { return {}; } })
  .filter((facts) => facts.type === 'inbox').at(-1).key;
const k2 = team.secret('the third key'), parties = of('rekey').facts.parties;
write(k1, '14:41:00', { type: 'party.remove', party: base64url(parseCard(cards[1]).org) });
const rekeyed = write(k1, '14:41:00', { type: 'rekey', epoch: 2, channel: base64url(seal.channelName(seal.readingKey(k2))), parties });
write(k2, '14:41:00', { type: 'epoch.open', epoch: 2, parties, rekey: rekeyed });
team.invite([{ inbox: unbase64url(inbox), role: 1, epoch: 2, case: unbase64url(theCase), org: parseCard(cards[0]).org, key: k2, ...team.places.get(hex(k2)) }]);
write(k2, '14:42:00', { type: 'note', content: 'json' }, Buffer.from('{"text":"Zonder Breda."}'));
team.publish(hub, dir, seconds(at('14:43:00')));
sync('16:45:00', breda, vt, breda);
const shown = vt.vs(clock('16:46:00'), ['show', '2026-9']);
ok(/Zonder Breda\./.test(shown), 'the program reads what the stranger wrote under its own new key') || note(shown);
vt.vs(clock('16:47:00'), ['note', '2026-9', '--text', '-'], 'Ook zonder Breda.\n');
sync('16:48:00', vt, breda, vt);
const last = check(k0, k1, k2), answer = last.cases[0].events.filter((e) => e.type === 'note').at(-1);
is([last.findings, last.notices], [[], []], 'everything on the remote holds');
is([answer.epoch, answer.content.value.text], [2, 'Ook zonder Breda.'], 'and writes under it');
const theirs = JSON.parse(breda.try(clock('16:50:00'), ['show', theCase, '--json']).out);
ok(theirs.events.some((e) => e.type === 'rekey') && !theirs.events.some((e) => e.id === answer.id || e.event === answer.id), 'Breda hears of the key and gets nothing that is under it') || note(JSON.stringify(theirs.events));
ok(/the same/.test(vt.vs(clock('16:51:00'), ['ledger', 'rebuild'])), 'a rebuild gives the same');
done();
