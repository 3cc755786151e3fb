// Runs the program under test with organisations of its own: one ledger folder and one key file each, a
// clock that stands still (tests/cli/clock.so.c), and nobody's settings.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const built = join(process.env.BUILD ?? 'build', process.env.MODE ?? 'release');
const program = resolve(process.env.VS_PROGRAM ?? join(built, 'vs'));
// What is added to the environment of a command at a time, "2026-04-02 14:10" in the zone TZ.
export const clockAt = (at) => ({ LD_PRELOAD: resolve(built, 'tests/cli/clock.so'), CLOCK: at });

export function folder() {
  const dir = mkdtempSync(join(tmpdir(), 'vs-interop.'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
export function run(command, args, { input = '', at = null, cwd = undefined, env = {} } = {}) {
  const done = spawnSync(command, args, { input, cwd, maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'Europe/Amsterdam', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: '/nonexistent', ...(at ? clockAt(at) : {}), ...env } });
  if (done.error) throw done.error;
  return { status: done.status, out: done.stdout, err: done.stderr.toString() };
}
// As run, but a failure ends the test.
export function must(command, args, options) {
  const done = run(command, args, options);
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.status}: ${done.err}`);
  return done.out;
}

export class Org {
  constructor(dir, name) {
    Object.assign(this, { dir, name, ledger: join(dir, name), key: join(dir, `${name}.key`), card: join(dir, `${name}.json`) });
  }
  // Whatever the exit code is.
  try(at, args, input = '') {
    return run(program, ['--no-input', '--ledger', this.ledger, '--key-file', this.key, ...args], { at, input });
  }
  vs(at, args, input = '') {
    const done = this.try(at, args, input);
    if (done.status !== 0) throw new Error(`vs ${args.join(' ')}: ${done.status}: ${done.err}`);
    return done.out.toString();
  }
  init(at, title) {
    this.vs(at, ['init', '--name', title, '--code', `x-${this.name}`]);
    this.cardBytes = Buffer.from(this.vs(at, ['card', '-q']));
    writeFileSync(this.card, this.cardBytes);
  }
}
