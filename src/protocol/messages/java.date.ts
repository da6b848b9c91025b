/** Dates as the reference prints them for people: Java's `EEE MMM dd HH:mm:ss zzz yyyy`. */

/** English tells most time zones only as an offset; which of them it knows by name depends on the country. */
const ENGLISH = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'];

const isOffset = (name: string): boolean => /^GMT[+-]/.test(name);

const zoneNames = (date: Date, timeZone: string | undefined): readonly string[] =>
  ENGLISH.flatMap((locale) =>
    new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
      .formatToParts(date)
      .flatMap(({ type, value }) => (type === 'timeZoneName' ? [value] : [])),
  );

const zoneName = (date: Date, timeZone: string | undefined): string => {
  const names = zoneNames(date, timeZone);
  return names.find((name) => !isOffset(name)) ?? names[0] ?? 'UTC';
};

/**
 * @param timeZone IANA name; default: the machine's
 * @example javaDate(1573520707545, 'America/New_York') // Mon Nov 11 20:05:07 EST 2019
 */
export const javaDate = (epochMs: number, timeZone?: string): string => {
  const date = new Date(epochMs);
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    year: 'numeric',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const time = [part('hour'), part('minute'), part('second')].join(':');
  return [part('weekday'), part('month'), part('day'), time, zoneName(date, timeZone), part('year')].join(
    ' ',
  );
};
