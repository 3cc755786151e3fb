// An organisation that runs another implementation, written from FORMAT.md alone, works with one that runs
// the program: it announces itself, is given a case, opens the invitation and every leaf, and accepts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, is, note, ok } from './lib/tap.mjs';
import { Author } from './lib/author.mjs';
import { Org, folder, must } from './lib/vs.mjs';
import { hex, seconds, unbase64url } from './verifier/bytes.mjs';
import { parse } from './verifier/canon.mjs';
import { parseCard } from './verifier/directory.mjs';
import { load } from './verifier/branch.mjs';
import { openInvitation } from './verifier/hpke.mjs';
import { parseLeaf } from './verifier/leaf.mjs';
import { acceptCheckpoint } from './verifier/note.mjs';
import { verifyRemote } from './verifier/remote.mjs';
import * as seal from './verifier/seal.mjs';
import * as tree from './verifier/tree.mjs';

const dir = folder(), hub = join(dir, 'hub.git'), vt = new Org(dir, 'vt'), team = new Author('a stranger', 'Team van ver');
const clock = (time) => `2026-04-02 ${time}`;               // what faketime is told, in Amsterdam
const at = (time) => `2026-04-02T${time}Z`;                 // the same in UTC, two hours less
must('git', ['init', '-q', '--bare', hub]);
vt.init(clock('16:10:00'), 'Veilig Thuis');
const teamCard = join(dir, 'team.json'), cards = [vt.cardBytes, team.card()];
writeFileSync(teamCard, cards[1]);
const check = (options) => verifyRemote(hub, cards, options);

vt.vs(clock('16:11:00'), ['org', 'add', teamCard, '--as', 'team', '--fingerprint', parseCard(cards[1]).fingerprint]);
vt.vs(clock('16:12:00'), ['remote', 'add', 'hub', hub]);
vt.vs(clock('16:13:00'), ['agreement', 'adopt', 'west-brabant-2022', '--as', 'vt', '--from', '2026-01-01']);
vt.vs(clock('16:14:00'), ['sync']);

// The stranger reads the profile from the directory of its partner and adopts it.
const branchOf = (origin) => load(hub).find((b) => origin.endsWith(b.digits));
const vtDevice = parseCard(cards[0]).state.devices[0], kdOf = parseCard(cards[0]).directory, kfOf = seal.directoryKey(kdOf, parseCard(cards[0]).org);
function profileOf() {
  const branch = branchOf(vtDevice.origin);
  for (let i = 0; branch.files.has(tree.openPath(i)); i++) {
    const leaf = branch.files.get(tree.openPath(i)), facts = parse(seal.openFacts(kfOf, leaf), 'facts');
    if (facts.type === 'adopt') return seal.openContent(kdOf, leaf, branch.files.get(tree.contentPath(i)));
  }
  throw new Error('no adoption');
}
team.announce(at('14:15:00'), at('14:15:00').replace('2026-04', '2026-05'));
team.adopt(at('14:15:00'), '2026-01-01', 'west-brabant-2022', 'local_team', profileOf());
team.publish(hub, dir, seconds(at('14:15:10')));
const strict = check();
is([strict.findings, strict.notices], [[], []], 'what the stranger published holds, too');

const received = vt.vs(clock('16:16:00'), ['sync']);
ok(/3 received/.test(received), 'the program takes the three leaves of the stranger') || note(received);
vt.vs(clock('16:20:00'), ['open', '--ref', '2026-7', '--text', '-'], 'Zorgen om de veiligheid.\n');
const text = 'Overgedragen.';
vt.vs(clock('16:21:00'), ['handover', '2026-7', '--to', 'team', '--mode', 'written', '--text', '-'], text);
vt.vs(clock('16:22:00'), ['sync']);

// --- the stranger opens its invitation (7.4) -----------------------------------------------------------
const branch = branchOf(vtDevice.origin), point = acceptCheckpoint(branch.files.get('checkpoint'), vtDevice.key);
const leaves = Array.from({ length: point.size }, (_, i) => branch.files.get(tree.openPath(i)));
ok(tree.root(leaves.map(tree.leafHash)).equals(point.root), 'the leaves are those of the checkpoint');
const opened = leaves.map((leaf) => parseLeaf(leaf)).filter((p) => p.kind === 3).map((p) => openInvitation(p, [team.inbox], team.org));
is(opened.map((o) => [o.opened.length, o.wrong]), [[1, 0]], 'one invitation, one box that opens');
const [{ key: kc, role, epoch, case: id, feed, index }] = opened[0].opened;
team.begins(kc, { feed, index });
is([role, epoch], [1, 0], 'full, first epoch');
const opening = leaves.find((leaf) => tree.leafHash(leaf).equals(id));
is([hex(feed), index], [opening.subarray(16, 48).toString('hex'), leaves.indexOf(opening)], 'with the place of the leaf that it names');
const openFacts = parse(seal.openFacts(team.factsKey(kc), opening), 'facts');
is(openFacts.type, 'case.open', 'its Kf opens the case.open that it names');

const seen = check({ caseKeys: [kc] });
is(seen.findings, [], 'the case opens, leaf by leaf');
const [{ case: theCase, events }] = seen.cases, offer = events.find((e) => e.type === 'handover.offer');
is([theCase, events.map((e) => e.type)], [id.toString('base64url'), ['case.open', 'handover.offer']], 'an opening and an offer');
is(offer.facts.to, team.org.toString('base64url'), 'to the stranger');
is(offer.content?.value?.text, text, 'with the words of the giver') || note(JSON.stringify(offer));

// --- it acknowledges, accepts, writes a note, cosigns; the program believes it ---------------------------
const common = (time, heads) => ({ v: 1, case: theCase, at: at(time), made: at(time), heads });
const ack = team.append(kc, { ...common('14:30:00', [offer.id]), type: 'ack', opened: events.map((e) => unbase64url(e.id)).sort(Buffer.compare).map((h) => h.toString('base64url')) });
const accept = team.append(kc, { ...common('14:31:00', [ack]), type: 'handover.accept', re: offer.id });
team.append(kc, { ...common('14:32:00', [accept]), type: 'note', content: 'json' }, Buffer.from('{"text":"Wij gaan langs."}'));
team.cosign(point, seconds(at('14:29:00')));
team.publish(hub, dir, seconds(at('14:33:00')));
const synced = vt.vs(clock('16:40:00'), ['sync']);
ok(/3 received/.test(synced) && /nothing refused/.test(synced), 'the program takes the events of the stranger') || note(synced);
const who = JSON.parse(vt.vs(clock('16:41:00'), ['who', '2026-7', '--json']));
is([who.certainty, who.holders.map((h) => [h.org, h.since])], ['certain', [[team.org.toString('base64url'), at('14:31:00')]]], 'the stranger holds the case since its acceptance') || note(JSON.stringify(who));
vt.vs(clock('16:42:00'), ['sync']);
const last = check({ caseKeys: [kc] });
is([last.findings, last.notices], [[], []], 'everything on the remote holds');
const mine = last.feeds.find((f) => f.org === hex(team.org)), theirs = last.feeds.find((f) => f !== mine);
ok(mine.cosigned > 0 && theirs.cosigned > 0, 'each cosigned the other');
const types = last.cases[0].events.map((e) => e.type);
is([...types].sort(), ['ack', 'ack', 'case.open', 'handover.accept', 'handover.offer', 'note'], 'the events of both, with an ack by each') || note(types.join());
const bounded = last.cases[0].events.find((e) => e.id === offer.id);
is(bounded.before, at('14:29:00'), 'the cosignature of the stranger bounds the offer from above');
is(last.cases[0].events.some((e) => e.pending || e.reason), false, 'no event waits for causes');
const verified = JSON.parse(vt.vs(clock('16:43:00'), ['verify', '2026-7', '--json']));
is([verified.ok, verified.findings, verified.organisations, verified.feeds, verified.cases], [true, [], 2, 2, 1], 'the program verifies the same') || note(JSON.stringify(verified.findings));
is(verified.leaves, last.feeds.reduce((n, f) => n + f.verified, 0), 'as many leaves');
is(Object.fromEntries(verified.acts.map((a) => [a.event, [a.after?.at ?? null, a.before?.at ?? null]])),
  Object.fromEntries(last.cases[0].events.map((e) => [e.id, [e.after, e.before]])), 'each act was written between the same times, by both');

// --- what may not count: a leaf that claims another place, a checkpoint that forks ---------------------------
const before = team.leaves.at(-1);
team.leaves[team.leaves.length - 1] = Buffer.concat([before.subarray(0, -1), Buffer.of(before.at(-1) ^ 1)]);
team.publish(hub, dir, seconds(at('14:50:00')));
const forked = vt.try(clock('16:55:00'), ['sync']);
is(forked.status, 22, 'the program proves that the feed is forked');
const found = check({ caseKeys: [kc] });
ok(found.findings.some((f) => f.reason === 'forked' && f.path.startsWith('witness/')), 'and the verifier finds it, by the witness file of the program');
ok(found.findings.some((f) => f.reason === 'forked' && f.path === 'checkpoint'), 'and by the proof that the program announced');
const torn = found.feeds.find((f) => f.org === hex(team.org));
is(torn.common, team.leaves.length - 1, 'which says that the histories have all but the last leaf in common at most');
const status = JSON.parse(vt.vs(clock('16:55:30'), ['status', '--json']));
is([status.forks.length, status.forks[0].common], [1, torn.common], 'the program says the same');
is(JSON.parse(vt.vs(clock('16:56:00'), ['who', '2026-7', '--json'])).holders.map((h) => h.org), who.holders.map((h) => h.org), 'the answer stands');
done();
