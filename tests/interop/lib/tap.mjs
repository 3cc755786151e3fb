// The Test Anything Protocol for tests in JavaScript, as tests/tap.h is for C. Failing checks make the
// process exit 1; a test that throws leaves no plan, which the runner counts as a failure.
import { isDeepStrictEqual } from 'node:util';

let count = 0, failed = 0;

const oneLine = (text) => String(text).replace(/[\r\n]+/g, ' ').replace(/#/g, '');

// One check; returns whether it held.
export function ok(good, name) {
  console.log(`${good ? '' : 'not '}ok ${++count} - ${oneLine(name)}`);
  if (!good) {
    failed++;
    const from = new Error().stack.split('\n').slice(1).find((line) => !line.includes('lib/tap.mjs'));
    console.log(`# failed ${oneLine(from ?? '').trim()}`);
  }
  return !!good;
}

// Equal in depth, as isDeepStrictEqual sees it.
export function is(got, want, name) {
  const good = ok(isDeepStrictEqual(got, want), name);
  if (!good) {
    note(`got  ${JSON.stringify(got)}`);
    note(`want ${JSON.stringify(want)}`);
  }
  return good;
}

// Whether calling `f` throws; if `pattern` is given, with a message that matches it.
export function throws(f, pattern, name) {
  let message = null;
  try {
    f();
  } catch (error) {
    message = String(error.message);
  }
  return ok(message !== null && (!pattern || pattern.test(message)), name);
}

export const note = (text) => console.log(String(text).replace(/^/gm, '# '));

// The last line of a test.
export function done() {
  console.log(`1..${count}`);
  process.exitCode = failed ? 1 : 0;
}
