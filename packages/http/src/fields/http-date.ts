const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// Every part has a bounded width, so no input makes these look at a character twice.
const FORMATS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^(?:mon|tue|wed|thu|fri|sat|sun), (?<day>\d\d) (?<month>[a-z]{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) gmt$/i,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^(?<weekday>mon|tues|wednes|thurs|fri|satur|sun)day, (?<day>\d\d)-(?<month>[a-z]{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) gmt$/i,
  // Sun Nov  6 08:49:37 1994
  /^(?:mon|tue|wed|thu|fri|sat|sun) (?<month>[a-z]{3}) (?<day>\d\d| \d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/i,
];

const FIRST_YEAR = 100;
const YEARS_AHEAD = 50;

/**
 * An HTTP date in milliseconds since 1970, or `undefined` when it is not in one of the three formats of
 * RFC 9110 §5.6.7. Letter case does not matter (RFC 9111 §4.2), nor does a weekday that is not that of the date.
 *
 * @param now the wall clock, by which a year of two digits gets its century
 */
export function parseHttpDate(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  for (const format of FORMATS) {
    const parts = format.exec(text)?.groups;
    if (parts)
      return parts.weekday ? instantOfTwoDigits(parts, now) : instant(parts, Number(parts.year));
  }
  return undefined;
}

function instant(parts: Record<string, string>, year: number): number | undefined {
  const { day = '', month = '', time = '' } = parts;
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  // `Date.UTC` would take the first hundred years for the twentieth century.
  if (monthIndex === -1 || year < FIRST_YEAR) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  // A leap second is the end of its minute: a date may be read as earlier, not as later.
  const at = Date.UTC(year, monthIndex, Number(day), hour, minute, Math.min(second, 59));
  return new Date(at).getUTCDate() === Number(day) ? at : undefined;
}

/**
 * More than fifty years ahead means the past (RFC 9110 §5.6.7). So does a weekday that fits only there:
 * `Thursday, 01-Jan-70`, which servers send for what has long expired, is no day in 2070.
 */
function instantOfTwoDigits(parts: Record<string, string>, now: number): number | undefined {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(parts.year);
  const earlier = instant(parts, year - 100);
  // A hundred years shift the weekday, so it never fits both.
  const fitsEarlier = earlier !== undefined && isOn(parts.weekday, earlier);
  return fitsEarlier || year > thisYear + YEARS_AHEAD ? earlier : instant(parts, year);
}

function isOn(weekday: string | undefined, at: number): boolean {
  const name = DAYS[new Date(at).getUTCDay()] ?? '';
  return weekday?.toLowerCase().startsWith(name) === true;
}
