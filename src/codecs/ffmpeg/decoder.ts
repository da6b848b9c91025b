import { SAMPLE_RATE } from '../../../streams/ports.ts';
import type { AudioFormat, Packet, PacketBlock } from '../../../streams/ports.ts';
import { CodecError } from '../provider.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { FfmpegChild } from './child.ts';
import { findFfmpeg } from './find.ts';
import { framingOf } from './framing.ts';
import type { Framing } from './framing.ts';
import { StereoReader } from './stereo.ts';

/** So much may be inside ffmpeg, which looks a second ahead in FLAC, before `decode` waits for it. */
const MAX_INSIDE_MS = 2000;
/** When so long nothing comes out, what went in is lost: damaged packets leave no trace. */
const STALL_MS = 1000;
const MAX_FINISH_MS = 5000;
/** For packets whose container does not know how long they last. */
const ASSUMED_PACKET_MS = 20;

/** @throws {CodecError} when the stream cannot go through a pipe, or the program cannot be started */
export const openDecoder = async (format: AudioFormat): Promise<PacketDecoder> => {
  const path = findFfmpeg();
  if (path === null) throw new CodecError('There is no ffmpeg program any more.');
  const decoder = new FfmpegDecoder(path, framingOf(format));
  await decoder.start();
  return decoder;
};

/**
 * One channel or two stay as they are; more are mixed down without running over, where ffmpeg's default lets floats.
 * Then one becomes two at its own level (`-ac 2` takes 3 dB), whatever the stream turns into later.
 */
const FILTERS = [
  `aresample=${SAMPLE_RATE}:rematrix_maxval=1`,
  'aformat=channel_layouts=mono|stereo',
  'pan=stereo|FL=FL+FC|FR=FR+FC',
].join(',');

const optionsFor = (framing: Framing): string[] => [
  // Not `-fflags nobuffer`: it throws away the packets that were looked at while probing.
  ...['-v', 'quiet', '-probesize', '32', '-analyzeduration', '0'],
  ...framing.input,
  ...['-i', 'pipe:0', '-vn', '-af', FILTERS, '-ar', String(SAMPLE_RATE)],
  ...['-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:1'],
];

class FfmpegDecoder implements PacketDecoder {
  readonly #path: string;
  readonly #framing: Framing;
  #child: FfmpegChild | undefined;
  #insideMs = 0;
  #output = new StereoReader();
  #isFreed = false;

  constructor(path: string, framing: Framing) {
    this.#path = path;
    this.#framing = framing;
  }

  /** The running process, or a new one. Undefined when `free` came in between. */
  async start(): Promise<FfmpegChild | undefined> {
    if (this.#child !== undefined) return this.#child;
    const child = await FfmpegChild.start(this.#path, optionsFor(this.#framing));
    if (this.#isFreed) {
      child.kill();
      return undefined;
    }
    this.#child = child;
    this.#insideMs = 0;
    this.#output = new StereoReader();
    await child.write(this.#framing.head);
    return child;
  }

  async decode(packets: PacketBlock, sink: SoundSink): Promise<void> {
    const child = await this.start();
    if (child === undefined) return;
    await child.write(this.#bytes(packets, sink));
    this.#drain(child, sink);
    while (this.#insideMs > MAX_INSIDE_MS && !child.isGone) {
      if (!(await child.more(STALL_MS))) {
        this.#insideMs = 0;
        sink.damaged('ffmpeg made no sound of it');
      }
      this.#drain(child, sink);
    }
    if (!child.isGone) return;
    sink.damaged('ffmpeg ended before the stream did');
    if (this.#child === child) this.#child = undefined;
  }

  async flush(sink: SoundSink): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    await child.end(MAX_FINISH_MS);
    this.#drain(child, sink);
    if (this.#child === child) this.#child = undefined;
  }

  /** The next packet starts another process: there is no telling this one to forget. */
  reset(): void {
    this.#child?.kill();
    this.#child = undefined;
  }

  free(): void {
    this.#isFreed = true;
    this.reset();
  }

  #bytes(packets: PacketBlock, sink: SoundSink): Buffer {
    const parts: Uint8Array[] = [];
    for (const packet of packets) {
      const before = packet.data.length === 0 ? null : this.#framing.before(packet.data);
      if (before === null) {
        sink.damaged('not a whole packet');
        continue;
      }
      parts.push(before, packet.data);
      this.#insideMs += durationMs(packet);
    }
    return Buffer.concat(parts);
  }

  #drain(child: FfmpegChild, sink: SoundSink): void {
    const channels = this.#output.read(child.take());
    this.#insideMs -= ((channels[0]?.length ?? 0) / SAMPLE_RATE) * 1000;
    sink.sound({ sampleRate: SAMPLE_RATE, channels, order: 'wave' });
  }
}

const durationMs = (packet: Packet): number =>
  packet.durationMs > 0 ? packet.durationMs : ASSUMED_PACKET_MS;
