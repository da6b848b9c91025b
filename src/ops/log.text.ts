/** The log as text for people: `[2026-01-31T12:00:00.000] INFO (lavalink): message {"field":1}`. */
import pino, { type DestinationStream } from 'pino';
import pretty from 'pino-pretty';

/** A line of pino's without fields: those that come by the thousand, one for each request. */
const PLAIN = /^\{"level":(\d+),"time":(\d+),"name":"([^"\\]*)","msg":"((?:[^"\\]|\\.)*)"\}\n$/;

/** The text of a JSON string's inside. */
const unescaped = (inside: string): string =>
  inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside;

/** Quicker than pino-pretty's own, which takes longer than all the rest of a line. */
const isoTime = (time: unknown): string => `[${new Date(Number(time)).toISOString().slice(0, -1)}]`;

/** Takes pino's lines (JSON) and hands them on as text. */
export const textStream = (lines: DestinationStream, colorize: boolean): DestinationStream => {
  const prettify = pretty.prettyFactory({
    colorize,
    ignore: 'pid,hostname',
    singleLine: true,
    translateTime: false,
    customPrettifiers: { time: isoTime },
  });
  const toText = (line: string): string => {
    const plain = colorize ? null : PLAIN.exec(line);
    if (plain === null) return prettify(line);
    const [, level, time, name = '', message = ''] = plain;
    return `${isoTime(time)} ${(pino.levels.labels[Number(level)] ?? '').toUpperCase()} (${name}): ${unescaped(message)}\n`;
  };
  return { write: (line) => lines.write(toText(line)) };
};
