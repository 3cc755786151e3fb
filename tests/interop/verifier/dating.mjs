// FORMAT.md 5.4: leaves that are dated before one that stands before them.
import { seconds } from './bytes.mjs';

const SLACK = 600;
// leaves: [{leaf, made}] of one history, made an instant; each finding is {leaf, earlier}, both numbers of leaves.
export function datedBack(leaves) {
  const found = [];
  let latest = null;
  for (const { leaf, made } of [...leaves].sort((a, b) => a.leaf - b.leaf)) {
    const back = latest !== null && latest.time - seconds(made) > SLACK;
    if (back) found.push({ leaf, earlier: latest.leaf });
    if (back || latest === null || seconds(made) > latest.time) latest = { leaf, time: seconds(made) };
  }
  return found;
}
