// AGREEMENTS.md 5 and 6: local dates of Europe/Amsterdam, working days, and where a delay ends.
export const NEVER = Infinity;
const DAY = 86400;
export const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / 1000 / DAY;   // days since 1970
export const dateOf = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);
const weekday = (day) => ((day + 3) % 7 + 7) % 7 + 1;                           // 1 = Monday

const lastSunday = (year, month) => { const last = Date.UTC(year, month, 0) / 1000 / DAY; return (last - (weekday(last) % 7)) * DAY + 3600; };
function offset(at) {
  const year = new Date(at * 1000).getUTCFullYear();
  return year >= 1996 && at >= lastSunday(year, 3) && at < lastSunday(year, 10) ? 7200 : 3600;
}
export const localDay = (at) => Math.floor((at + offset(at)) / DAY);
const clockOf = (at) => (at + offset(at)) - localDay(at) * DAY;
// The instant of a local clock time; the later one where it exists twice, an hour on where it is skipped.
export function atLocal(day, clock) {
  const local = day * DAY + clock, found = [7200, 3600].map((o) => local - o).filter((at) => at + offset(at) === local);
  return found.length ? Math.max(...found) : local - 3600;
}

function easter(year) {
  const a = year % 19, b = Math.floor(year / 100), c = year % 100, d = Math.floor(b / 4), e = b % 4, f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3), h = (19 * a + b - d - g + 15) % 30, i = Math.floor(c / 4), k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7, m = Math.floor((a + 11 * h + 22 * l) / 451), n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1) / 1000 / DAY;
}
const utc = (year, month, day) => Date.UTC(year, month - 1, day) / 1000 / DAY;
const sundayElse = (year, month, day, other, otherMonth = month) => (weekday(utc(year, month, day)) === 7 ? utc(year, otherMonth, other) : utc(year, month, day));
const kingsDay = (year) => (year >= 2014 ? sundayElse(year, 4, 27, 26) : year >= 1980 ? sundayElse(year, 4, 30, 29) : sundayElse(year, 4, 30, 1, 5));
function formulaDay(rule, year) {
  if (rule.formula === 'fixed') return utc(year, rule.month, rule.day);
  if (rule.formula === 'kings_day') return kingsDay(year);
  return easter(year) + (rule.formula === 'after_easter' ? rule.days : -rule.days);
}
// 'free', 'working', 'unknown', or 'beyond' the horizon.
export function kindOf(calendar, day) {
  if (day < dayOf(calendar.horizon.from) || day > dayOf(calendar.horizon.to)) return 'beyond';
  const date = dateOf(day), year = Number(date.slice(0, 4));
  if (calendar.weekend.some((w) => w.weekday === weekday(day)) || calendar.decree_days.some((d) => d.date === date)) return 'free';
  if (calendar.formula_days.some((rule) => (rule.from === undefined || year >= rule.from) && formulaDay(rule, year) === day)) return 'free';
  return calendar.unknown_days.some((d) => d.date === date) ? 'unknown' : 'working';
}
// The end of n working days after `from`: 'latest' has unknown days as free, 'earliest' as working.
function workingEnd(calendar, from, { n, counting }, which) {
  const first = localDay(from);
  let day = first, left = n;
  const works = (d) => {
    const kind = calendar ? kindOf(calendar, d) : 'beyond';
    return kind === 'beyond' ? (which === 'earliest' ? true : null) : kind === 'working' || (kind === 'unknown' && which === 'earliest');
  };
  while (left > 0) {
    const w = works(++day);
    if (w === null) return NEVER;
    if (w) left--;
  }
  return counting === 'same_time' && works(first) ? atLocal(day, clockOf(from)) : atLocal(day + 1, 0);
}
export function delayEnd(calendar, from, delay, which) {
  if (from === NEVER) return NEVER;
  if (delay.unit === 'working_day') return workingEnd(calendar, from, delay, which);
  if (delay.unit === 'hour') return from + delay.n * 3600;
  const day = localDay(from) + delay.n * (delay.unit === 'week' ? 7 : 1);
  return delay.counting === 'same_time' ? atLocal(day, clockOf(from)) : atLocal(day + 1, 0);
}

// A term in law (`nature`): extended where the calendar says so, and where it is not too long for that.
function statutoryEnd(calendar, from, { n, unit, counting }, which) {
  const { limits, two_working_days: two, end_on_working_day: whole } = calendar.statutory, days = unit === 'week' ? 7 * n : n, limit = unit === 'week' ? limits?.weeks : limits?.days;
  if (limit !== undefined && n > limit) return delayEnd(calendar, from, { n, unit, counting }, which);
  const first = localDay(from), works = (d) => ['working', ...(which === 'earliest' ? ['unknown', 'beyond'] : [])].includes(kindOf(calendar, d));
  let day = first;
  const beyond = () => which === 'latest' && kindOf(calendar, day) === 'beyond', next = () => { day++; return !beyond(); };
  for (let left = days; left > 0; left--) if (!next()) return NEVER;
  let working = 0;
  for (let d = first + 1; d <= day; d++) working += works(d) ? 1 : 0;
  while (two && days >= two.from_days && working < 2) { if (!next()) return NEVER; working += works(day) ? 1 : 0; }
  while (whole && !works(day)) if (!next()) return NEVER;
  return counting === 'same_time' ? atLocal(day, clockOf(from)) : atLocal(day + 1, 0);
}
// Both ends of a term of a profile: {end, earliest}; never if the calendar that it needs is not there.
export function termEnds(calendar, from, length) {
  const delay = { n: length.n, unit: length.unit, counting: length.counting?.value ?? length.counting }, statutory = length.nature === 'statutory' && ['day', 'week'].includes(delay.unit);
  if (!calendar && (statutory || delay.unit === 'working_day')) return { end: NEVER, earliest: NEVER };
  const count = statutory ? statutoryEnd : delayEnd;
  return { end: count(calendar, from, delay, 'latest'), earliest: count(calendar, from, delay, 'earliest') };
}
