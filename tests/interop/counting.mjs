// Local time and counting a second time, from AGREEMENTS.md and the calendar's file alone; local time
// also from the time zone data of Node. Compared with schemas/vectors/counting.json, which the program
// replays (tests/vectors/core_casework); with --write the file is written instead.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const schemas = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'schemas');
const file = join(schemas, 'vectors', 'counting.json');
const read = (...path) => JSON.parse(readFileSync(join(schemas, ...path), 'utf8'));

let count = 0, failed = 0;
function ok(good, name, ...notes) {
  count++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!good) for (const note of notes) console.log(`# ${note}`);
}

// --- dates are days since 1970-01-01, instants seconds -------------------------------------------
const DAY = 86400;
const date = (text) => Date.parse(text + 'T00:00:00Z') / 1000 / DAY;
const dateText = (d) => new Date(d * DAY * 1000).toISOString().slice(0, 10);
const instantText = (t) => t === null ? 'never' : new Date(t * 1000).toISOString().slice(0, 19) + 'Z';
const of = (y, m, d) => Date.UTC(y, m - 1, d) / 1000 / DAY;
const weekday = (d) => (d + 3) % 7 + 1;
const yearOf = (d) => new Date(d * DAY * 1000).getUTCFullYear();

// --- local time ----------------------------------------------------------------------------------
const lastSunday = (y, m) => { const d = of(y, m, 31); return d - weekday(d) % 7; };
function offset(t) {
  const y = yearOf(Math.floor(t / DAY));
  if (y < 1996) return 3600;
  return t >= lastSunday(y, 3) * DAY + 3600 && t < lastSunday(y, 10) * DAY + 3600 ? 7200 : 3600;
}
const localDate = (t) => Math.floor((t + offset(t)) / DAY);
const clock = (t) => (t + offset(t)) % DAY;
const instants = (d, c) => [7200, 3600].map((o) => [d * DAY + c - o, o]).filter(([t, o]) => offset(t) === o).map(([t]) => t);
const midnight = (d) => instants(d, 0)[0];

// --- the calendar --------------------------------------------------------------------------------
// Gauss's rule for Easter, with its two exceptions; the program uses another.
function easter(y) {
  const a = y % 19, b = y % 4, c = y % 7, k = Math.floor(y / 100), p = Math.floor((13 + 8 * k) / 25), q = Math.floor(k / 4);
  const m = (15 - p + k - q) % 30, n = (4 + k - q) % 7, d = (19 * a + m) % 30, e = (2 * b + 4 * c + 6 * d + n) % 7;
  let day = 22 + d + e;
  if (d === 29 && e === 6) day = 50;
  if (d === 28 && e === 6 && (11 * m + 11) % 30 < 19) day = 49;
  return of(y, 3, day);
}
function formulaDate(f, y) {
  switch (f.formula) {
  case 'fixed': return of(y, f.month, f.day);
  case 'before_easter': return easter(y) - f.days;
  case 'after_easter': return easter(y) + f.days;
  case 'kings_day': {
    const d = of(y, 4, y >= 2014 ? 27 : 30);
    return weekday(d) !== 7 ? d : y >= 1980 ? d - 1 : d + 1;
  }
  }
  throw new Error(f.formula);
}
function dayOf(calendar, d) {
  if (d < date(calendar.horizon.from) || d > date(calendar.horizon.to)) return ['beyond', 'beyond'];
  const w = calendar.weekend.find((x) => x.weekday === weekday(d));
  if (w) return ['free', w.id];
  const y = yearOf(d), f = calendar.formula_days.find((x) => [y - 1, y, y + 1].some((z) => formulaDate(x, z) === d));
  if (f) return ['free', f.id];
  if (calendar.decree_days.some((x) => date(x.date) === d)) return ['free', 'decree'];
  if (calendar.unknown_days.some((x) => date(x.date) === d)) return ['unknown', 'unknown'];
  return ['working', ''];
}

// --- counting, section 5 -------------------------------------------------------------------------
function end(calendar, from, delay, latest) {
  if (delay.unit === 'hour') return { end: from + delay.n * 3600 };
  const first = localDate(from), days = delay.unit === 'week' ? 7 * delay.n : delay.n;
  let lost = false, last = first;
  const works = (d) => { const [kind] = dayOf(calendar, d); return kind === 'working' || (kind !== 'free' && !latest); };
  const step = () => { last++; if (latest && dayOf(calendar, last)[0] === 'beyond') lost = true; return !lost; };
  const s = calendar.statutory, limit = delay.unit === 'week' ? s.limits?.weeks : s.limits?.days;
  const extended = delay.nature === 'statutory' && (limit === undefined || delay.n <= limit);
  if (delay.unit === 'working_day') {
    for (let n = delay.n; n > 0 && step();) if (works(last)) n--;
  } else if (extended) {
    for (let n = days; n > 0 && step();) n--;
  } else {
    last = first + days;
  }
  if (extended && !lost) {
    if (s.two_working_days && days >= s.two_working_days.from_days) {
      let n = 0;
      for (let d = first + 1; d <= last; d++) n += works(d);
      while (n < 2 && step()) n += works(last);
    }
    while (s.end_on_working_day && !lost && !works(last) && step());
  }
  if (lost) return { end: null };
  if (delay.counting === 'whole_days' || (delay.unit === 'working_day' && !works(first))) return { end: midnight(last + 1) };
  for (const later of [0, 3600]) {
    const found = instants(last, clock(from) + later);
    if (found.length) return { end: found.at(-1) };
  }
}
const counted = (calendar, from, delay) => ({
  from: instantText(from), ...delay,
  latest: instantText(end(calendar, from, delay, true).end), earliest: instantText(end(calendar, from, delay, false).end),
});

// --- canonical bytes: names are ASCII and in order, strings are escaped as JSON.stringify does --------
const canonical = (v) => Array.isArray(v) ? `[${v.map(canonical)}]`
  : v && typeof v === 'object' ? `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${canonical(v[k])}`)}}` : JSON.stringify(v);
const hashOf = (document) => createHash('sha256').update(canonical(document)).digest('base64url');

// --- the vectors ---------------------------------------------------------------------------------
function make() {
  const positive = [], calendar = read('calendars', 'nl-atw-2026-1.json');
  for (const folder of ['agreements', 'calendars']) {
    for (const name of readdirSync(join(schemas, folder)).filter((n) => n.endsWith('.json')).sort()) positive.push({ what: 'hash', file: `${folder}/${name}`, sha256: hashOf(read(folder, name)) });
  }
  for (const y of [1970, 1995, 1996, 2025, 2026, 2099]) {
    for (const t of y < 1996 ? [of(y, 7, 1) * DAY] : [lastSunday(y, 3) * DAY + 3599, lastSunday(y, 3) * DAY + 3600, lastSunday(y, 10) * DAY + 3599, lastSunday(y, 10) * DAY + 3600]) {
      positive.push({ what: 'local', at: instantText(t), date: dateText(localDate(t)), clock: clock(t), offset: offset(t) });
    }
  }
  for (const [d, c] of [['2025-03-30', 9000], ['2025-10-26', 9000], ['2025-10-26', 10800], ['2026-04-09', 0]]) {
    positive.push({ what: 'instants', date: d, clock: c, at: instants(date(d), c).map(instantText) });
  }
  for (let y = 2014; y <= 2028; y++) {
    const days = [];
    for (let d = of(y, 1, 1); d <= of(y, 12, 31); d++) {
      const [kind, reason] = dayOf(calendar, d);
      if (kind !== 'working' && weekday(d) < 6) days.push([dateText(d), reason]);
    }
    positive.push({ what: 'year', calendar: 'nl-atw', edition: '2026-1', year: y, weekdays_off: days });
  }
  const at = (text) => { const [d, c] = text.split(' '), [h, m] = c.split(':'); return instants(date(d), h * 3600 + m * 60)[0]; };
  const starts = ['2013-12-30 12:00', '2013-12-31 23:59', '2017-12-19 10:00', '2017-12-20 10:00', '2020-05-01 17:00', '2022-05-03 09:00', '2022-05-06 10:00', '2025-03-29 02:30',
    '2025-10-25 02:30', '2026-04-02 16:10', '2026-04-04 00:00', '2026-09-18 10:00', '2026-12-23 15:00', '2028-12-20 08:00'];
  for (const from of starts) {
    for (const [n, unit] of [[1, 'working_day'], [2, 'working_day'], [5, 'working_day'], [3, 'day'], [91, 'day'], [10, 'week'], [48, 'hour']]) {
      for (const counting of ['whole_days', 'same_time']) {
        for (const nature of ['agreed', 'statutory']) {
          if ((unit === 'working_day' && nature === 'statutory') || (unit === 'hour' && (nature === 'statutory' || counting === 'same_time'))) continue;
          positive.push({ what: 'count', calendar: 'nl-atw', edition: '2026-1', ...counted(calendar, at(from), { n, unit, counting, nature }) });
        }
      }
    }
  }
  const negative = [['2026-04-02', 'time-bare-date'], ['2025-03-30 02:30', 'time-no-such'], ['2025-10-26 02:30', 'time-twice'], ['2026-02-29 12:00', 'invalid'],
    ['2026-04-02 24:00', 'invalid'], ['2026-04-02 12:00:60', 'invalid'], ['1969-12-31T23:59:59Z', 'invalid'], ['2026-04-02 12:00 CET', 'invalid']]
    .map(([text, reason]) => ({ what: 'typed', text, reason }));
  const lines = (list) => list.map((x) => '    ' + JSON.stringify(x)).join(',\n');
  return `{\n  "schema": "vs.vectors/1",\n  "topic": "counting",\n  "positive": [\n${lines(positive)}\n  ],\n  "negative": [\n${lines(negative)}\n  ]\n}\n`;
}

if (process.argv[2] === '--write') {
  writeFileSync(file, make());
  process.exit(0);
}
ok(readFileSync(file, 'utf8') === make(), 'the vectors are what the page and the calendar give');

// Time zone data knows the same offsets from 1996 on (it does not know laws that are not made yet).
const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam', dateStyle: 'short', timeStyle: 'medium' });
const differing = [];
for (let t = of(1996, 1, 1) * DAY; t < of(2037, 12, 31) * DAY; t += 6 * 3600 - 1) {
  const c = clock(t), text = `${dateText(localDate(t))} ${new Date(c * 1000).toISOString().slice(11, 19)}`;
  if (shown.format(t * 1000) !== text) differing.push(`${instantText(t)}: ${text}, zone data: ${shown.format(t * 1000)}`);
}
ok(differing.length === 0, 'local time is that of the time zone data, 1996 to 2037', ...differing.slice(0, 5));

// The canonical bytes that the program writes have the hashes of the vectors.
const program = join(process.env.BUILD ?? join(schemas, '..', 'build'), process.env.MODE ?? 'release', 'tests/unit/core_casework/t_documents');
for (const v of JSON.parse(readFileSync(file, 'utf8')).positive.filter((x) => x.what === 'hash')) {
  const [folder, name] = v.file.split('/');
  const input = `${folder.slice(0, -1)} ${JSON.stringify(read(folder, name))}\n`;
  const bytes = execFileSync(program, ['--canonical'], { input }).toString().replace(/\n$/, '');
  ok(createHash('sha256').update(bytes).digest('base64url') === v.sha256, `the program's canonical bytes of ${v.file} have its hash`);
}
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
