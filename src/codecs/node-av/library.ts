/** node-av's low-level half; its high-level half (45 MB more) stays out. */
import { AV_LOG_QUIET } from 'node-av/constants';
import { CodecContext, FFmpegError, Frame, Log, Packet, SoftwareResampleContext } from 'node-av/lib';
import type { Scope } from '../live.ts';
import { CodecError } from '../provider.ts';

// FFmpeg prints about every damaged packet; what a stream's owner must know comes as a return value.
Log.setLevel(AV_LOG_QUIET);

/** @throws {CodecError} for a negative return value of FFmpeg */
export const check = (result: number, action: string): void => {
  if (result < 0) throw new CodecError(`FFmpeg could not ${action}: ${describe(result)}`);
};

/** FFmpeg's own words for an error code. */
export const describe = (result: number): string => new FFmpegError(result).message;

export const ownFrame = (scope: Scope): Frame => {
  const frame = scope.own(new Frame(), (each) => each.free());
  frame.alloc();
  return frame;
};

export const ownPacket = (scope: Scope): Packet => {
  const packet = scope.own(new Packet(), (each) => each.free());
  packet.alloc();
  return packet;
};

export const ownCodecContext = (scope: Scope): CodecContext =>
  scope.own(new CodecContext(), (each) => each.freeContext());

export const ownResampler = (scope: Scope): SoftwareResampleContext =>
  scope.own(new SoftwareResampleContext(), (each) => each.free());

/** A plane of a frame as floats, over the frame's own memory: not to be touched once the frame is freed. */
export const plane = (frame: Frame, index: number): Float32Array => {
  const bytes = frame.data?.[index];
  if (bytes === undefined) throw new CodecError('FFmpeg gave a frame without memory.');
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
};
