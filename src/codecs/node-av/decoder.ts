import { AVERROR_EOF } from 'node-av/constants';
import { Codec, FFmpegError, PosixError } from 'node-av/lib';
import type { CodecContext, Frame, Packet } from 'node-av/lib';
import type { AudioCodec, AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import { Scope } from '../live.ts';
import { neutralOpusHead } from '../opus-head.ts';
import { CodecError } from '../provider.ts';
import type { DecoderSettings, PacketDecoder, SoundSink } from '../provider.ts';
import { layoutFor } from './layout.ts';
import { check, describe, ownCodecContext, ownFrame, ownPacket } from './library.ts';
import { decoderName } from './names.ts';
import { StereoConverter } from './stereo.ts';

/** No frame before the next packet; its number differs between systems. */
const AVERROR_EAGAIN = FFmpegError.AVERROR(PosixError.EAGAIN);

/** @throws {CodecError} when FFmpeg cannot open the stream, e.g. because its extradata is damaged */
export const openDecoder = (format: AudioFormat, { resampling }: DecoderSettings): PacketDecoder => {
  const scope = new Scope();
  try {
    return new NodeAvDecoder(scope, format, new StereoConverter(resampling));
  } catch (error) {
    scope.free();
    throw error;
  }
};

class NodeAvDecoder implements PacketDecoder {
  readonly #scope: Scope;
  readonly #context: CodecContext;
  readonly #packet: Packet;
  readonly #frame: Frame;
  readonly #converter: StereoConverter;

  constructor(scope: Scope, format: AudioFormat, converter: StereoConverter) {
    this.#scope = scope;
    this.#converter = converter;
    this.#context = openContext(scope, format);
    this.#packet = ownPacket(scope);
    this.#frame = ownFrame(scope);
  }

  decode(packets: PacketBlock, sink: SoundSink): void {
    for (const { data } of packets) {
      // An empty packet would mean the end of the stream.
      if (data.length === 0) {
        sink.damaged('an empty packet');
        continue;
      }
      this.#packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength); // copied, with padding
      const sent = this.#context.sendPacketSync(this.#packet);
      this.#packet.unref();
      if (sent < 0) sink.damaged(describe(sent));
      this.#receive(sink);
    }
  }

  flush(sink: SoundSink): void {
    this.#context.sendPacketSync(null);
    this.#receive(sink);
    this.#context.flushBuffers();
    this.#converter.flush(sink);
  }

  reset(): void {
    this.#context.flushBuffers();
    this.#converter.reset();
  }

  free(): void {
    this.#converter.free();
    this.#scope.free();
  }

  #receive(sink: SoundSink): void {
    for (;;) {
      const result = this.#context.receiveFrameSync(this.#frame);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      if (result < 0) return sink.damaged(describe(result));
      const refused = this.#converter.push(this.#frame, this.#context.sampleFormat, sink);
      if (refused !== null) sink.damaged(refused);
    }
  }
}

const options: Readonly<Partial<Record<AudioCodec, readonly (readonly [string, string])[]>>> = {
  // Without it a FLAC frame with a wrong checksum is played, and heard as a crack.
  flac: [['err_detect', 'crccheck+explode']],
  // Else libopus rounds to 16 bit.
  opus: [['request_sample_fmt', 'flt']],
};

const openContext = (scope: Scope, format: AudioFormat): CodecContext => {
  const name = decoderName(format);
  if (name === undefined) throw new CodecError('The PCM stream does not say how its samples are stored.');
  const codec = Codec.findDecoderByName(name);
  if (codec === null) throw new CodecError(`This build of FFmpeg cannot decode ${format.codec}.`);
  const context = ownCodecContext(scope);
  context.allocContext3(codec);
  context.threadCount = 1;
  context.sampleRate = format.sampleRate;
  context.channelLayout = layoutFor(format.channels);
  const extradata = format.codec === 'opus' ? neutralOpusHead(format.extradata) : format.extradata;
  if (extradata.length > 0) context.extraData = Buffer.from(extradata);
  for (const [option, value] of options[format.codec] ?? [])
    check(context.setOption(option, value), `set ${option} for ${format.codec}`);
  check(context.open2Sync(codec), `open the ${format.codec} stream`);
  return context;
};
