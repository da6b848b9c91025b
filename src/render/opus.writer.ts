/**
 * Sound into an Ogg Opus file (RFC 7845), by the encoder that players have. The file is as long as the sound, to the
 * sample: what the encoder puts before it is skipped by the header, what fills its last frame by the last granule.
 */
import { FRAME_SAMPLES, type Encoder, type Pcm } from '../../streams/ports.ts';
import { OPUS_LOOKAHEAD } from '../codecs/encoder-settings.ts';
import { oggCrc, oggPages, segmentsOf } from './ogg.page.ts';
import { opusHead, opusTags, type OpusTags } from './opus.headers.ts';
import type { OutputFile } from './output.file.ts';
import type { SoundWriter } from './sound.writer.ts';

/** One second, as RFC 7845 §4 recommends at the most. */
const PAGE_PACKETS = 50;
const PAGE_SEGMENTS = 255;

class OpusWriter implements SoundWriter {
  readonly #file: OutputFile;
  readonly #encoder: Encoder;
  readonly #serial: number;
  readonly #left = new Float32Array(FRAME_SAMPLES);
  readonly #right = new Float32Array(FRAME_SAMPLES);
  /** Samples in the frame that is being filled. */
  #filled = 0;
  /** Samples of the sound, and samples in packets. */
  #given = 0;
  #encoded = 0;
  /** The packets of the next page; the last ones wait for the end, because their page must say that it is the last. */
  #packets: Uint8Array[] = [];
  #segments = 0;
  #pages = 0;

  constructor(file: OutputFile, encoder: Encoder, serial: number) {
    this.#file = file;
    this.#encoder = encoder;
    this.#serial = serial;
  }

  async begin(tags: OpusTags): Promise<void> {
    await this.#page([opusHead()], 0, false);
    await this.#page([opusTags(tags)], 0, false);
  }

  async write({ left, right }: Pcm): Promise<void> {
    this.#given += left.length;
    for (let from = 0; from < left.length;) {
      const count = Math.min(FRAME_SAMPLES - this.#filled, left.length - from);
      this.#left.set(left.subarray(from, from + count), this.#filled);
      this.#right.set(right.subarray(from, from + count), this.#filled);
      this.#filled += count;
      from += count;
      if (this.#filled === FRAME_SAMPLES) await this.#encode();
    }
  }

  async finish(): Promise<void> {
    const due = OPUS_LOOKAHEAD + this.#given;
    try {
      while (this.#encoded < due) {
        this.#left.fill(0, this.#filled);
        this.#right.fill(0, this.#filled);
        await this.#encode();
      }
      await this.#page(this.#packets, due, true);
    } finally {
      this.#encoder.free();
      await this.#file.close();
    }
  }

  async #encode(): Promise<void> {
    const packet = this.#encoder.encode(this.#left, this.#right);
    const segments = segmentsOf(packet.length);
    if (this.#packets.length === PAGE_PACKETS || this.#segments + segments > PAGE_SEGMENTS) {
      await this.#page(this.#packets, this.#encoded, false);
      this.#packets = [];
      this.#segments = 0;
    }
    this.#packets.push(packet);
    this.#segments += segments;
    this.#encoded += FRAME_SAMPLES;
    this.#filled = 0;
  }

  async #page(packets: readonly Uint8Array[], granule: number, isLast: boolean): Promise<void> {
    const place = {
      serial: this.#serial,
      sequence: this.#pages,
      granule,
      isFirst: this.#pages === 0,
      isLast,
    };
    const pages = oggPages(packets, place);
    this.#pages += pages.length;
    for (const bytes of pages) await this.#file.append(bytes);
  }
}

/** The writer frees the encoder when it is finished. Its serial comes from the tags: the same sound, the same bytes. */
export const createOpusWriter = async (
  file: OutputFile,
  encoder: Encoder,
  tags: OpusTags,
): Promise<SoundWriter> => {
  const writer = new OpusWriter(file, encoder, oggCrc(opusTags(tags)));
  await writer.begin(tags);
  return writer;
};
