// Compares the terms that dues.mjs finds in a history with those of the program, at the instants of the history.
import { instant, seconds } from '../verifier/bytes.mjs';
import { NEVER } from '../verifier/calendar.mjs';
import { termsAt } from '../verifier/dues.mjs';
import { note } from './tap.mjs';

const when = (t) => (t === NEVER ? 'never' : instant(t));
export const termLine = (r) => `${r.kind} ${r.org} ${r.event} ${when(r.since)} ${when(r.end)} ${when(r.earliest)} ${r.state}${r.perhaps ? ' perhaps' : ''}`;

// Everybody works under one text; v.terms: [{at, rows}]. seen: Map of kinds and states to how many there were.
export function checkTerms(v, all, text, calendar, seen) {
  const roles = new Map(v.adoptions.map((a) => [a.org, a.role]));
  const duties = [...roles].map(([org, role]) => ({ org, role, text, calendar, since: 0, ended: NEVER }));
  let good = true;
  for (const { at, rows } of v.terms) {
    const mine = termsAt(all.state, duties, seconds(at)).map(termLine).sort(), want = [...rows].sort();
    for (const row of want) for (const word of [row.split(' ')[0], row.split(' ')[6]]) seen.set(word, (seen.get(word) ?? 0) + 1);
    if (JSON.stringify(mine) === JSON.stringify(want)) continue;
    good = false;
    for (const line of mine) if (!want.includes(line)) note(`${v.name} at ${at}: mine ${line}`);
    for (const line of want) if (!mine.includes(line)) note(`${v.name} at ${at}: want ${line}`);
    if (mine.length !== want.length) note(`${v.name} at ${at}: ${mine.length} terms, not ${want.length}`);
  }
  return good;
}
