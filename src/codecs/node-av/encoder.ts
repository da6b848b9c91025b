import { AV_CHANNEL_LAYOUT_STEREO, AV_SAMPLE_FMT_FLT, FF_ENCODER_LIBOPUS } from 'node-av/constants';
import { Codec } from 'node-av/lib';
import type { CodecContext, Frame, Packet } from 'node-av/lib';
import { FRAME_SAMPLES, SAMPLE_RATE } from '../../../streams/ports.ts';
import type { Encoder } from '../../../streams/ports.ts';
import { checkFrame } from '../frame.ts';
import { interleaveFloat } from '../interleave.ts';
import { Scope } from '../live.ts';
import { CodecError } from '../provider.ts';
import type { EncoderSettings } from '../provider.ts';
import { check, ownCodecContext, ownFrame, ownPacket, plane } from './library.ts';

/** @throws {CodecError} when this build of FFmpeg has no libopus */
export const openEncoder = (settings: EncoderSettings): Encoder =>
  new LibopusEncoder(openLibopus(settings), settings);

const openLibopus = (settings: EncoderSettings): Libopus => {
  const scope = new Scope();
  try {
    return new Libopus(scope, settings);
  } catch (error) {
    scope.free();
    throw error;
  }
};

/**
 * FFmpeg passes settings to libopus when it opens it and never again, so another quality is another encoder. It runs
 * beside the old one until it knows the sound, so that the change is no edge: fresh, its first 20 ms would be muffled.
 */
class LibopusEncoder implements Encoder {
  #settings: EncoderSettings;
  #current: Libopus;
  #next: Libopus | null = null;
  #framesToGo = 0;

  constructor(current: Libopus, settings: EncoderSettings) {
    this.#current = current;
    this.#settings = settings;
  }

  encode(left: Float32Array, right: Float32Array): Uint8Array {
    const packet = this.#current.encode(left, right);
    if (this.#next !== null) this.#warm(this.#next, left, right);
    return packet;
  }

  #warm(next: Libopus, left: Float32Array, right: Float32Array): void {
    next.encode(left, right);
    this.#framesToGo -= 1;
    if (this.#framesToGo > 0) return;
    this.#current.free();
    this.#current = next;
    this.#next = null;
  }

  tune(settings: EncoderSettings): void {
    if (isSame(settings, this.#settings)) return;
    this.#next?.free();
    this.#next = openLibopus(settings);
    this.#settings = settings;
    this.#framesToGo = WARM_FRAMES;
  }

  free(): void {
    this.#current.free();
    this.#next?.free();
    this.#next = null;
  }
}

/** After two frames the new encoder's sound is as good as the old one's, to the decibel; one more for safety. */
const WARM_FRAMES = 3;

const isSame = (a: EncoderSettings, b: EncoderSettings): boolean =>
  a.complexity === b.complexity && a.bitrate === b.bitrate;

class Libopus {
  readonly #scope: Scope;
  readonly #context: CodecContext;
  readonly #frame: Frame;
  readonly #packet: Packet;
  /** The frame's own memory: writing here is all it takes to fill it. */
  #samples: Float32Array;

  constructor(scope: Scope, { complexity, bitrate }: EncoderSettings) {
    this.#scope = scope;
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBOPUS);
    if (codec === null) throw new CodecError('This build of FFmpeg has no libopus.');
    const context = ownCodecContext(scope);
    context.allocContext3(codec);
    context.sampleRate = SAMPLE_RATE;
    context.sampleFormat = AV_SAMPLE_FMT_FLT;
    context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    context.bitRate = BigInt(bitrate);
    // As text, one by one: a Dictionary given to open2Sync is freed twice, and a typed value is silently misread.
    for (const [name, value] of Object.entries(options(complexity)))
      check(context.setOption(name, value), `set ${name} of libopus`);
    check(context.open2Sync(codec), 'open libopus');
    this.#context = context;
    this.#frame = ownFrame(scope);
    this.#frame.nbSamples = FRAME_SAMPLES;
    this.#frame.format = AV_SAMPLE_FMT_FLT;
    this.#frame.sampleRate = SAMPLE_RATE;
    this.#frame.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    check(this.#frame.allocBuffer(), 'allocate a frame');
    this.#samples = plane(this.#frame, 0);
    this.#packet = ownPacket(scope);
  }

  encode(left: Float32Array, right: Float32Array): Uint8Array {
    if (this.#samples.length === 0) throw new CodecError('The encoder was used after it had been freed.');
    checkFrame(left, right);
    interleaveFloat(left, right, this.#samples);
    check(this.#context.sendFrameSync(this.#frame), 'encode a frame');
    check(this.#context.receivePacketSync(this.#packet), 'encode a frame');
    // A copy that node-av makes: it outlives the packet.
    const data = this.#packet.data;
    this.#packet.unref();
    if (data === null) throw new CodecError('FFmpeg gave an empty Opus packet.');
    return data;
  }

  free(): void {
    this.#samples = new Float32Array(0);
    this.#scope.free();
  }
}

const options = (complexity: number): Readonly<Record<string, string>> => ({
  application: 'audio',
  compression_level: String(complexity),
  frame_duration: '20',
  vbr: 'constrained',
  fec: '0',
  packet_loss: '0',
  dtx: '0',
});
