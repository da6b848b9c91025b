/** The floor of encoding: each library called directly, with its input lying ready in the form that it takes. */
import { opusControls, OPUS_BITRATE } from '../../src/codecs/encoder-settings.ts';
import { FRAME_SAMPLES, SAMPLE_RATE, type Pcm } from '../../streams/ports.ts';
import { interleaved, interleaved16 } from './music.ts';

/** Encodes the frame with that number (they are used round and round). */
export type BareEncoder = (frame: number) => Uint8Array;

type OpenBareEncoder = (frames: readonly Pcm[], complexity: number, gain: number) => Promise<BareEncoder>;

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('There are no frames to encode.');
  return item;
};

const nodeAv: OpenBareEncoder = async (frames, complexity, gain) => {
  const { AV_CHANNEL_LAYOUT_STEREO, AV_LOG_QUIET, AV_SAMPLE_FMT_FLT, FF_ENCODER_LIBOPUS } =
    await import('node-av/constants');
  const { Codec, CodecContext, Frame, Log, Packet } = await import('node-av/lib');
  Log.setLevel(AV_LOG_QUIET);
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBOPUS);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = SAMPLE_RATE;
  context.sampleFormat = AV_SAMPLE_FMT_FLT;
  context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  context.bitRate = BigInt(OPUS_BITRATE);
  context.setOption('compression_level', String(complexity));
  context.setOption('vbr', 'constrained');
  if (context.open2Sync(codec) < 0) throw new Error('libopus cannot be opened.');
  const frame = new Frame();
  frame.alloc();
  frame.nbSamples = FRAME_SAMPLES;
  frame.format = AV_SAMPLE_FMT_FLT;
  frame.sampleRate = SAMPLE_RATE;
  frame.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  frame.allocBuffer();
  const memory = at(frame.data ?? [], 0);
  const samples = new Float32Array(memory.buffer, memory.byteOffset, 2 * FRAME_SAMPLES);
  const packet = new Packet();
  packet.alloc();
  const inputs = frames.map((pcm) => interleaved(pcm, gain));
  return (index) => {
    samples.set(at(inputs, index));
    context.sendFrameSync(frame);
    context.receivePacketSync(packet);
    const { data } = packet;
    packet.unref();
    if (data === null) throw new Error('libopus gave no packet.');
    return data;
  };
};

const inputs16 = (frames: readonly Pcm[], gain: number): readonly Buffer[] =>
  frames.map((pcm) => Buffer.from(interleaved16(pcm, gain).buffer));

const discordjsOpus: OpenBareEncoder = async (frames, complexity, gain) => {
  const { default: opus } = await import('@discordjs/opus');
  const encoder = new opus.OpusEncoder(SAMPLE_RATE, 2);
  for (const [control, value] of opusControls(complexity, OPUS_BITRATE))
    encoder.applyEncoderCTL(control, value);
  const inputs = inputs16(frames, gain);
  return (index) => encoder.encode(at(inputs, index));
};

const opusscript: OpenBareEncoder = async (frames, complexity, gain) => {
  const { default: OpusScript } = await import('opusscript');
  const encoder = new OpusScript(SAMPLE_RATE, 2, OpusScript.Application.AUDIO);
  for (const [control, value] of opusControls(complexity, OPUS_BITRATE)) encoder.encoderCTL(control, value);
  const inputs = inputs16(frames, gain);
  return (index) => encoder.encode(at(inputs, index), FRAME_SAMPLES);
};

/** By the name of the provider that wraps the same library. */
export const bareEncoders: Readonly<Record<string, OpenBareEncoder>> = {
  'node-av': nodeAv,
  '@discordjs/opus': discordjsOpus,
  opusscript,
};
