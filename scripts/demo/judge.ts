/** Is what arrived what was sent? Note by note, level, length, holes, and every packet. */
import type { Pcm } from '../../streams/ports.ts';
import { gaps, levelDb, peakHz, slice, soundSpan } from '../../test/support/sound.ts';
import type { ListenerReport } from '../../test/support/voice-gateway/index.ts';
import { notes, pieceMs } from './piece.ts';

const MAX_CENTS = 15;
const MAX_DB = 1.5;
const MAX_LENGTH_ERROR_MS = 40;
/** The beginning and end of a note are where the next one and the encoder blur. */
const MARGIN_MS = 80;

const cents = (hz: number, expected: number): number => Math.abs(1200 * Math.log2(hz / expected));

/** Everything that is wrong, in words; empty when nothing is. */
export const judge = (sent: Pcm, heard: Pcm, report: ListenerReport): readonly string[] => {
  const wrong: string[] = [];
  const span = soundSpan(heard, -50);
  if (span === null) return ['nothing was heard'];
  const lengthMs = span.durationMs;
  if (Math.abs(lengthMs - pieceMs) > MAX_LENGTH_ERROR_MS)
    wrong.push(`it lasted ${Math.round(lengthMs)} ms instead of ${pieceMs}`);
  const holes = gaps(slice(heard, span.startMs, span.endMs), 15, -50);
  if (holes.length > 0) wrong.push(`there are ${holes.length} holes in it`);
  for (const [i, note] of notes.entries()) {
    const from = note.fromMs + MARGIN_MS;
    const to = note.toMs - MARGIN_MS;
    const part = slice(heard, span.startMs + from, span.startMs + to);
    const original = slice(sent, from, to);
    if (cents(peakHz(part.left), note.leftHz) > MAX_CENTS) wrong.push(`note ${i + 1} is wrong on the left`);
    if (cents(peakHz(part.right), note.rightHz) > MAX_CENTS)
      wrong.push(`note ${i + 1} is wrong on the right`);
    if (Math.abs(levelDb(part.left) - levelDb(original.left)) > MAX_DB)
      wrong.push(`note ${i + 1} has another level`);
  }
  if (report.missing.length > 0) wrong.push(`${report.missing.length} packets are missing`);
  if (report.undecryptable > 0) wrong.push(`${report.undecryptable} packets could not be decrypted`);
  if (report.plainInGroup > 0) wrong.push(`${report.plainInGroup} packets were not encrypted end to end`);
  return wrong;
};
