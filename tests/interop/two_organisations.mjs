// Two organisations of the real program publish to a bare repository, and the verifier that knows only
// FORMAT.md agrees with every byte; then bytes are changed in every file, and each change is found.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, is, note, ok } from './lib/tap.mjs';
import { Org, folder, must, run } from './lib/vs.mjs';
import { parseCard } from './verifier/directory.mjs';
import { load } from './verifier/branch.mjs';
import { verifyRemote } from './verifier/remote.mjs';

const NOTES = 252;   // with what comes before and after, more than one bundle
const dir = folder(), hub = join(dir, 'hub.git'), vt = new Org(dir, 'vt'), team = new Org(dir, 'team');
const day = (clock) => `2026-04-02 ${clock}`;
must('git', ['init', '-q', '--bare', hub]);
for (const [org, title] of [[vt, 'Veilig Thuis'], [team, 'Sociaal team']]) org.init(day('16:10:00'), title);
const cards = [vt.cardBytes, team.cardBytes];
vt.vs(day('16:12:00'), ['org', 'add', team.card, '--as', 'team', '--fingerprint', parseCard(cards[1]).fingerprint]);
team.vs(day('16:12:00'), ['org', 'add', vt.card, '--as', 'vt', '--fingerprint', parseCard(cards[0]).fingerprint]);
for (const [org, role] of [[vt, 'vt'], [team, 'local_team']]) {
  org.vs(day('16:13:00'), ['remote', 'add', 'hub', hub]);
  org.vs(day('16:14:00'), ['agreement', 'adopt', 'west-brabant-2022', '--as', role, '--from', '2026-01-01']);
}
writeFileSync(join(dir, 'days.json'), JSON.stringify({ ...JSON.parse(readFileSync(new URL('../../schemas/calendars/nl-atw-2026-1.json', import.meta.url))), id: 'our-days' }));
vt.vs(day('16:14:00'), ['calendar', 'add', join(dir, 'days.json')]);
const sync = (clock, ...orgs) => { for (const org of orgs) org.vs(day(clock), ['sync']); };
const check = (options) => verifyRemote(hub, cards, options);

is([check().ok, check().feeds.length], [true, 0], 'an empty repository has nothing that does not hold');
sync('16:15:00', vt, team);
sync('16:16:00', vt, team);
vt.vs(day('16:20:00'), ['open', '--ref', '2026-1', '--text', '-'], 'Zorgen om de veiligheid.\n');
vt.vs(day('16:21:00'), ['handover', '2026-1', '--to', 'team', '--mode', 'written']);
sync('16:25:00', vt, team, vt);
const theCase = team.vs(day('16:59:00'), ['list']).split(/\s/)[0];
team.vs(day('17:00:00'), ['waitlist', theCase, 'start']);
sync('17:05:00', team, vt, team, vt);
const first = check();
is([first.ok, first.findings, first.notices], [true, [], []], 'after a handover everything holds, commits included');
is(first.feeds.map((f) => f.size === f.verified), [true, true], 'every leaf lies under a checkpoint');
ok(first.feeds.every((f) => f.cosigned > 0 && f.anchors > 0), 'each feed has cosignatures and an anchor');
ok(first.feeds.some((f) => f.leaves.invitation === 1), 'there is one invitation');
is(first.organisations.map((o) => [o.name, o.directory]), [['Veilig Thuis', { roster: 1, inbox: 1, adopt: 1, calendar: 1 }], ['Sociaal team', { roster: 1, inbox: 1, adopt: 1 }]], 'the cards open the directories');

for (let i = 0; i < NOTES; i++) vt.vs(day('17:10:00'), ['note', '2026-1', '--text', '-'], `Notitie ${i}\n`);
sync('17:20:00', vt, team, vt);
const whole = check();
is([whole.ok, whole.findings, whole.notices], [true, [], []], 'with a full bundle and a hash tile everything holds');
const loaded = load(hub);
ok(loaded.some((b) => b.files.has('tile/entries/000') && b.files.has('tile/0/000')), 'there are a full bundle and a hash tile');

// --- by the program: the command line, and what it says of damage ----------------------------------
const cli = new URL('verify_remote.mjs', import.meta.url).pathname;
const verifyByCommand = () => { const r = run('node', [cli, hub, vt.card, team.card]); return { status: r.status, result: JSON.parse(r.out) }; };
is(verifyByCommand().status, 0, 'verify_remote.mjs exits 0');

// A commit on the branch whose file at path is changed by `change` (to null: removed).
function damage(ref, path, change) {
  const git = (args, input = '', env = {}) => must('git', ['--git-dir', hub, ...args], { input, env: { GIT_INDEX_FILE: join(dir, 'index'), ...env } });
  const before = git(['rev-parse', ref]).toString().trim(), person = { GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x@x.invalid', GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x@x.invalid' };
  const bytes = change(git(['cat-file', 'blob', `${before}:${path}`]));
  git(['read-tree', before]);
  if (bytes) git(['update-index', '--add', '--cacheinfo', `100644,${git(['hash-object', '-w', '--stdin'], bytes).toString().trim()},${path}`]);
  else git(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`);
  const made = git(['commit-tree', '-p', before, git(['write-tree']).toString().trim()], 'x', person).toString().trim();
  git(['update-ref', ref, made]);
  return () => git(['update-ref', ref, before]);
}
const flip = (at) => (bytes) => { const copy = Buffer.from(bytes); copy[at < 0 ? copy.length + at : at] ^= 1; return copy; };
const big = loaded.find((b) => b.files.has('tile/0/000')), small = loaded.find((b) => b !== big);
const contentPath = [...big.files.keys()].find((p) => p.startsWith('content/')), anchorPath = [...big.files.keys()].find((p) => p.startsWith('anchors/'));
const witnessPath = [...big.files.keys()].find((p) => p.startsWith('witness/')), open = [...big.files.keys()].find((p) => p.includes('.p/'));
const CASES = [
  ['a leaf of the open bundle', big, open, flip(300), 'root-mismatch'], ['a leaf of a full bundle', big, 'tile/entries/000', flip(1000), 'root-mismatch'],
  ['the length of a leaf in a bundle', big, 'tile/entries/000', flip(1), 'remote-content'], ['a hash tile', big, 'tile/0/000', flip(77), 'tile'],
  ['the size in a checkpoint', big, 'checkpoint', flip(46), null], ['a log signature', big, 'checkpoint', flip(180), null],
  ['a roster', small, 'roster', flip(90), null], ['content', big, contentPath, flip(5), 'remote-content'], ['an anchor', big, anchorPath, flip(-9), 'anchor'],
  ['a witness file', big, witnessPath, flip(50), null], ['a leaf that is gone', small, 'tile/entries/000.p/0/1', () => null, 'not-found'],
  ['a checkpoint that is gone', small, 'checkpoint', () => null, 'not-found'],
];
for (const [what, branch, path, change, reason] of CASES) {
  const undo = damage(branch.ref, path, change), { status, result } = verifyByCommand();
  const about = result.findings.filter((f) => f.branch === branch.ref);
  ok(status === 20 && about.some((f) => !reason || f.reason === reason), `${what}: found (${about.map((f) => `${f.path} ${f.reason}`).slice(0, 3).join(', ')})`) || note(JSON.stringify(result.findings));
  undo();
}
{
  const undo = damage(big.ref, contentPath, () => null), { status, result } = verifyByCommand();
  is([status, result.feeds.find((f) => f.ref === big.ref).content.absent], [0, 1], 'content that is gone is absent, and no fault');
  undo();
}
is(verifyByCommand().status, 0, 'undone, everything holds again');

// --- every file, many bytes, in memory ---------------------------------------------------------------
const seed = Number(process.env.SEED ?? 20260402);
note(`SEED=${seed}`);
let state = seed;
const random = (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return Math.floor((state / 2 ** 32) * n); };
const missed = [];
let flips = 0;
for (const branch of loaded) {
  for (const [path, bytes] of branch.files) {
    if (path.startsWith('content/') && random(20)) continue;
    if (path.includes('.p/') && random(4)) continue;
    const rounds = path.includes('tile/') || path.startsWith('content/') ? 2 : 12;
    for (let i = 0; i < rounds; i++) {
      const at = random(bytes.length), bit = 1 << random(8), copy = Buffer.from(bytes);
      copy[at] ^= bit;
      const other = loaded.map((b) => (b === branch ? { ...b, files: new Map(b.files).set(path, copy) } : b));
      const result = verifyRemote(other, cards);
      // The commit carries the checkpoint a second time: that alone would tell, and is left out here.
      const seen = [...result.findings, ...result.notices.filter((n) => n.path !== 'commit')];
      flips++;
      if (!seen.length) missed.push(`${path} byte ${at} bit ${bit}`);
    }
  }
}
is(missed, [], `each of ${flips} flipped bits is found`);
done();
