/** Base64 to {@link TrackBlob}. */
import * as E from 'fp-ts/lib/Either.js';
import { decodeBase64 } from './base64.ts';
import type { BlobProblem, TrackBlob } from './blob.ts';
import { BlobError, LENGTH_MASK, POSITION_BYTES, VERSIONED } from './blob.ts';
import { FieldReader } from './fields.ts';

/** What the reference says when the length is 0, its end marker: the text of Java's NullPointerException. */
const END_MARKER =
  'Cannot read field "decodedTrack" because the return value of ' +
  '"com.sedmelluq.discord.lavaplayer.player.AudioPlayerManager.decodeTrack' +
  '(com.sedmelluq.discord.lavaplayer.tools.io.MessageInput)" is null';

const readBody = (body: FieldReader, version: number): TrackBlob => ({
  title: body.utf(),
  author: body.utf(),
  lengthMs: body.i64(),
  identifier: body.utf(),
  isStream: body.u8() !== 0,
  uri: version >= 2 ? body.optionalUtf() : null,
  artworkUrl: version >= 3 ? body.optionalUtf() : null,
  isrc: version >= 3 ? body.optionalUtf() : null,
  sourceName: body.utf(),
  tail: body.rest(POSITION_BYTES),
  positionMs: body.i64(),
});

const read = (base64: string): TrackBlob => {
  const message = new FieldReader(decodeBase64(base64));
  const header = message.u32();
  const length = header & LENGTH_MASK;
  if (length === 0) throw new BlobError('empty', END_MARKER);
  const body = new FieldReader(message.bytes(length));
  return readBody(body, (header & VERSIONED) === 0 ? 1 : body.u8());
};

/**
 * Reads a track blob of any version (protocol §4). Padding may be missing; base64url, and a space where a `+` was,
 * are understood. Whether the track's source is known here is for others to say.
 * @example decodeTrackBlob('QAAAjQIAJVJpY2sgQXN0bGV5…')
 */
export const decodeTrackBlob = (base64: string): E.Either<BlobProblem, TrackBlob> => {
  try {
    return E.right(read(base64));
  } catch (error) {
    if (error instanceof BlobError) return E.left({ type: error.type, message: error.message });
    throw error;
  }
};
