// The golden histories of every agreement (schemas/vectors/regimes) against the second fold, and whether each
// expectation rests on something: a sentence of a source that is quoted as it stands there, a convention, the calendar.
import { readdirSync } from 'node:fs';
import { done, is, note, ok } from './lib/tap.mjs';
import { expectedLines, foldOf, idOf, local, nameOf, practised, profilesOf, read, timeline } from './lib/regime.mjs';
import { NEVER, dayOf, kindOf } from './verifier/calendar.mjs';
import { dutiesOf, rowsOf } from './verifier/dues.mjs';
import { instant } from './verifier/bytes.mjs';

const list = (folder) => readdirSync(new URL(`../../schemas/${folder}`, import.meta.url)).filter((f) => f.endsWith('.json')).map((f) => f.slice(0, -5)).sort();
const extracts = new Map(list('agreements/quoted').map((id) => [id, read(`agreements/quoted/${id}.json`).extracts]));
const isQuoted = (source, text) => (extracts.get(source) ?? []).some((x) => x.includes(text));

// Only members that the README knows: a misspelt one would say nothing.
function strangers(object, known, where) {
  return Object.keys(object).filter((k) => !known.includes(k)).map((k) => `${where}.${k}`);
}
const CONVENTIONS = ['C1', 'C1b', ...Array.from({ length: 10 }, (_, n) => `C${n + 2}`)];
function unfounded(span, profiles, calendar, where) {
  const bad = [], because = span.because ?? [];
  if (!because.length) bad.push(`${where}: rests on nothing`);
  for (const b of because) {
    bad.push(...strangers(b, ['source', 'quote', 'says', 'calendar'], where));
    if (b.calendar) {
      for (const [date, kind] of Object.entries(b.calendar)) if (kindOf(calendar, dayOf(date)) !== kind) bad.push(`${where}: ${date} is ${kindOf(calendar, dayOf(date))}`);
    } else if (b.quote) {
      if (!isQuoted(b.source, b.quote)) bad.push(`${where}: not in ${b.source}: ${b.quote}`);
    } else if (!b.says) bad.push(`${where}: neither quote, says nor calendar`);
    const known = profiles.some((p) => p.sources.some((s) => s.id === b.source)) || CONVENTIONS.includes(b.source) || /^(FOLD|FORMAT) [0-9.]+$/.test(b.source ?? '');
    if (!b.calendar && !known) bad.push(`${where}: no such source: ${b.source}`);
  }
  return bad;
}
// Every term that stands at some instant; the first of the adoptions is the reader's.
function deadlines(file, history, all, profiles, calendar) {
  const adoptions = (history.adoptions ?? file.adoptions).map((a) => ({ ...a, org: idOf(a.org), end: (a.ends ?? []).map((e) => e.end).sort()[0] })), { state } = all;
  const rows = rowsOf(state, dutiesOf(adoptions, adoptions[0].org, profiles, [calendar])).filter((r) => r.term || !['first-contact'].includes(r.kind));
  const instants = (r) => [r.from, ...state.boundaries(), ...state.events.map((e) => e.rec)].filter((t) => r.from <= t && t < r.until);
  return rows.filter((r) => instants(r).some((t) => r.stands(t, r.end))).map((r) => [r.kind, nameOf(r.org), r.end === NEVER ? 'never' : instant(r.end)]);
}
function checkHistory(file, history, profiles, calendar) {
  const where = `${file.agreements[0]}: ${history.name}`, all = foldOf(file, history, profiles);
  const same = (got, expected, name) => {
    const want = expectedLines(expected);
    if (is(got, want, name)) return;
    for (const x of got) note(`${want.includes(x) ? ' ' : '+'} ${x}`);
    for (const x of want) if (!got.includes(x)) note(`- ${x}`);
  };
  same(timeline(all), history.expected, where);
  is(all.pending, [], 'nothing waits');
  is(Object.fromEntries(all.events.filter((e) => e.verdict !== 'valid').map((e) => [nameOf(e.id), e.reason ?? e.verdict])), history.verdicts ?? {}, 'what is void, and why');
  if (history.findings) {
    const told = (l) => l.map((f) => f.join(' ')).sort();
    is(told(all.state.findings().map((f) => [f.name, nameOf(f.event), instant(f.from)])), told(history.findings.map((f) => [f.name, f.event, instant(local(f.from))])), 'the findings');
  }
  const due = history.due ?? [], grounds = [...history.expected, ...(history.by_practice ?? []), ...due];
  is(grounds.flatMap((x) => unfounded(x, [...profiles.values()], calendar, `${where}, ${x.from ?? x.kind}`)), [], 'each answer rests on a sentence, a convention or the calendar');
  is([...strangers(history, ['name', 'why', 'adoptions', 'events', 'verdicts', 'expected', 'findings', 'practices', 'by_practice', 'due'], where), ...due.flatMap((x) => strangers(x, ['kind', 'org', 'by', 'because'], x.kind)), ...grounds.filter((x) => !due.includes(x)).flatMap((x) => strangers(x, ['from', 'state', 'certainty', 'holders', 'candidates', 'last', 'missing', 'because'], x.from))], [], 'no stray member');
  if (history.due) {
    const words = (l) => l.map((d) => d.join(' ')).sort();
    is(words(deadlines(file, history, all, profiles, calendar)), words(history.due.map((d) => [d.kind, d.org, instant(local(d.by))])), 'what is due by the agreement');
  }
  if (history.by_practice) {
    const [id] = file.agreements, changed = new Map(profiles).set(id, practised(profiles.get(id), history.practices));
    same(timeline(foldOf(file, history, changed)), history.by_practice, `${where}, as it is practised`);
  }
}

// Every rule that the text knows decides in some history: with another value a timeline is another one. Where only
// an acceptance or a pick-up moves a case, a refusal and a dispute change nothing, nor (at a pick-up) does a waiting list.
const OTHERS = {
  move: [{ value: 'unknown' }, { value: 'at_pickup' }], waitlist: [{ value: 'giver_holds' }, { value: 'none' }, { value: 'unknown' }], refusal: [{ value: 'cancels' }, { value: 'none' }],
  dispute: [{ value: 'suspends' }, { value: 'none' }], early_accept: [{ value: 'moves' }, { value: 'none' }], return: [{ value: 'unknown' }], version: [{ value: 'of_offer' }],
};
function idle(file, profiles) {
  const [id] = file.agreements, profile = profiles.get(id), bad = [];
  const all = (p) => JSON.stringify(file.histories.map((h) => timeline(foldOf(file, h, new Map(profiles).set(id, p)))));
  const plain = all(profile);
  const decides = (number, rule, value) => {
    const copy = structuredClone(profile);
    copy.transfer[number][rule] = value;
    return all(copy) !== plain;
  };
  profile.transfer.forEach((t, number) => {
    const signed = t.move.value.startsWith('at_'), without = signed ? ['refusal', 'dispute', 'early_accept', ...(t.move.value === 'at_pickup' ? ['waitlist'] : [])] : t.move.value === 'unknown' ? ['early_accept'] : [];
    for (const [rule, values] of Object.entries(OTHERS)) {
      if (['unknown', 'of_offer'].includes(t[rule].value) || without.includes(rule)) continue;
      if (!values.some((v) => v.value !== t[rule].value && decides(number, rule, v))) bad.push(`${t.from} to ${t.to}: ${rule}`);
    }
    if (t.move.n && !decides(number, 'move', { ...t.move, n: t.move.n + 1 })) bad.push(`${t.from} to ${t.to}: move.n`);
    const from = { value: t.move.counts_from?.value === 'sent' ? 'received' : 'sent' };
    if (t.move.n && !decides(number, 'move', { ...t.move, counts_from: from })) bad.push(`${t.from} to ${t.to}: move.counts_from`);
  });
  return bad;
}

const shipped = list('agreements'), files = list('vectors/regimes');
is(files, shipped, 'every agreement has its histories');
for (const id of files) {
  const file = read(`vectors/regimes/${id}.json`), profiles = profilesOf(file);
  const calendar = read(`calendars/${file.calendar.id}-${file.calendar.edition}.json`), [first] = file.agreements;
  ok(file.schema === 'vs.vectors/1' && file.topic === `regimes/${id}` && first === id, `${id}: what it is about`);
  is(strangers(file, ['schema', 'topic', 'agreements', 'variants', 'calendar', 'adoptions', 'histories'], id), [], 'no stray member');
  ok(file.histories.length >= (profiles.get(id).kind === 'agreement' ? 3 : 1), `${id}: there are enough`);
  is(idle(file, profiles), [], `${id}: every rule of the text decides in one of the histories`);
  for (const history of file.histories) checkHistory(file, history, profiles, calendar);
}
// The invented example shows what a profile can say: each member of the format is in it.
const members = (v, out) => (v && typeof v === 'object' ? Object.entries(v).forEach(([k, x]) => (Array.isArray(v) ? 0 : out.add(k), members(x, out))) : 0, out);
const defined = (v, out) => (v && typeof v === 'object' ? (Object.keys(Array.isArray(v) ? {} : v.properties ?? {}).forEach((k) => out.add(k)), Object.values(v).forEach((x) => defined(x, out))) : 0, out);
const used = members(read('agreements/voorbeeld.json'), new Set());
is([...defined(read('agreement.schema.json'), new Set())].filter((m) => !used.has(m)), [], 'the example uses every member of the format');
is(nameOf(idOf('vt')), 'vt', 'names are told back');
done();
