/** {@link TrackBlob} to base64. */
import type { TrackBlob } from './blob.ts';
import { VERSION, VERSIONED } from './blob.ts';
import { writeUtf } from './utf.ts';

const optional = (text: string | null): Buffer[] =>
  text === null ? [Buffer.of(0)] : [Buffer.of(1), writeUtf(text)];

const i64 = (value: bigint): Buffer => {
  const field = Buffer.allocUnsafe(8);
  field.writeBigInt64BE(BigInt.asIntN(64, value));
  return field;
};

const head = (bodyBytes: number): Buffer => {
  const field = Buffer.allocUnsafe(5);
  field.writeUInt32BE(VERSIONED + bodyBytes, 0);
  field.writeUInt8(VERSION, 4);
  return field;
};

/**
 * Writes a track blob: always version 3, padded, standard alphabet (protocol §4). To store another position, pass
 * `{ ...blob, positionMs }`. Texts beyond the format's 65535 bytes are cut.
 */
export const encodeTrackBlob = (blob: TrackBlob): string => {
  const fields = [
    writeUtf(blob.title),
    writeUtf(blob.author),
    i64(blob.lengthMs),
    writeUtf(blob.identifier),
    Buffer.of(blob.isStream ? 1 : 0),
    ...optional(blob.uri),
    ...optional(blob.artworkUrl),
    ...optional(blob.isrc),
    writeUtf(blob.sourceName),
    blob.tail,
    i64(blob.positionMs),
  ];
  const bytes = fields.reduce((sum, field) => sum + field.length, 1);
  return Buffer.concat([head(bytes), ...fields]).toString('base64');
};
