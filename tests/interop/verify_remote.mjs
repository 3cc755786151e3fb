// Verifies a bare git repository under contact cards and prints what it found as JSON:
//   node verify_remote.mjs REMOTE.git CARD... [--case-key HEX]... [--reading-key HEX]...
// Exit code 0: all of it holds; 20: something does not; 2: usage.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Reject, unhex } from './verifier/bytes.mjs';
import { verifyRemote } from './verifier/remote.mjs';

function main(args) {
  const files = [], caseKeys = [], readingKeys = [];
  while (args.length) {
    const word = args.shift();
    if (word === '--case-key') caseKeys.push(unhex(args.shift() ?? ''));
    else if (word === '--reading-key') readingKeys.push(unhex(args.shift() ?? ''));
    else files.push(word);
  }
  if (files.length < 2 || [...caseKeys, ...readingKeys].some((k) => k.length !== 32)) {
    console.error('usage: verify_remote.mjs REMOTE.git CARD... [--case-key HEX]... [--reading-key HEX]...');
    return 2;
  }
  try {
    const result = verifyRemote(files[0], files.slice(1).map((f) => readFileSync(f)), { caseKeys, readingKeys });
    console.log(JSON.stringify(result, null, 2));
    return result.ok ? 0 : 20;
  } catch (error) {
    if (!(error instanceof Reject)) throw error;
    console.error(`verify_remote.mjs: ${error.message}`);
    return 20;
  }
}
if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main(process.argv.slice(2));
