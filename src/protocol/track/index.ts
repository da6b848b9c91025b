/** The track blob: the opaque text that a track is on the wire. */
export type { BlobProblem, TrackBlob } from './blob.ts';
export { decodeTrackBlob } from './decode.ts';
export { encodeTrackBlob } from './encode.ts';
export { readUtfTail, utfTail } from './tail.ts';
