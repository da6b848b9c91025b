/** The log as text for people: `[2026-01-31T12:00:00.000] INFO (lavalink): message {"field":1}`. */
import pino, { type DestinationStream } from 'pino';
import pretty from 'pino-pretty';
import { lineStream } from './log.lines.ts';

/** A line of pino's without fields and with nothing escaped: those that come by the thousand, one for each request. */
const PLAIN = /^\{"level":(\d+),"time":(\d+),"name":"([^"\\]*)","msg":"([^"\\]*)"\}\n$/;

/** Quicker than pino-pretty's own, which takes longer than all the rest of a line. */
const isoTime = (time: unknown): string => `[${new Date(Number(time)).toISOString().slice(0, -1)}]`;

/** Takes pino's lines (JSON) and writes them as text to a file or a descriptor. */
export const textStream = (dest: number | string): DestinationStream => {
  const lines = lineStream(dest);
  const colorize = dest === 1 && process.stdout.isTTY;
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
    return `${isoTime(time)} ${(pino.levels.labels[Number(level)] ?? '').toUpperCase()} (${name}): ${message}\n`;
  };
  return { write: (line) => lines.write(toText(line)) };
};
