/** Dates as the reference prints them for people: Java's `EEE MMM dd HH:mm:ss zzz yyyy`. */

/** English tells most time zones only as an offset; which of them it knows by name depends on the country. */
const ENGLISH = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'] as const;

interface Formats {
  readonly date: Intl.DateTimeFormat;
  readonly zones: readonly Intl.DateTimeFormat[];
}

const formatsFor = (timeZone: string | undefined): Formats => ({
  date: new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    year: 'numeric',
    hourCycle: 'h23',
  }),
  zones: ENGLISH.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })),
});

/** Making a format costs as much as using it fifty times, and thousands of addresses may be failing. */
const formats = new Map<string | undefined, Formats>();

const formatsOf = (timeZone: string | undefined): Formats => {
  const found = formats.get(timeZone) ?? formatsFor(timeZone);
  formats.set(timeZone, found);
  return found;
};

const isOffset = (name: string): boolean => /^GMT[+-]/.test(name);

const zoneName = (date: Date, zones: Formats['zones']): string => {
  let offset: string | undefined;
  for (const zone of zones) {
    const name = zone.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value;
    if (name !== undefined && !isOffset(name)) return name;
    offset ??= name;
  }
  return offset ?? 'UTC';
};

/**
 * @param timeZone IANA name; default: the machine's
 * @example javaDate(1573520707545, 'America/New_York') // Mon Nov 11 20:05:07 EST 2019
 */
export const javaDate = (epochMs: number, timeZone?: string): string => {
  const { date: format, zones } = formatsOf(timeZone);
  const date = new Date(epochMs);
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const time = [part('hour'), part('minute'), part('second')].join(':');
  return [part('weekday'), part('month'), part('day'), time, zoneName(date, zones), part('year')].join(' ');
};
