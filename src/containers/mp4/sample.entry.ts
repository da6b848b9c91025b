/** What a track's packets are: its first sample description (ISO 14496-12 §12.2, QuickTime's versions 1 and 2). */
import type { AudioFormat } from '../../../streams/ports.ts';
import { SAMPLE_RATE } from '../../../streams/ports.ts';
import { boxesIn, boxIn } from './box.ts';
import { lowComplexity, readAacConfig, readEsds } from './esds.ts';
import { Fields } from './fields.ts';

export interface SampleEntry {
  /** The codec's four letters. */
  readonly type: string;
  /** Undefined for a codec that we do not play. */
  readonly format: AudioFormat | undefined;
  /** Samples at 48 kHz that Opus decodes but does not play; what an edit list says goes first. */
  readonly preSkip: number;
}

interface Sound {
  readonly channels: number;
  readonly sampleRate: number;
  /** The boxes in the entry. */
  readonly boxes: Uint8Array;
}

const NONE = new Uint8Array(0);
const MP3_TYPES = ['.mp3', 'ms\0U', 'mp3 '];
const AAC_OBJECTS = [0x40, 0x66, 0x67, 0x68];
const MPEG_OBJECTS = [0x69, 0x6b];

const soundOf = (entry: Uint8Array): Sound => {
  const fields = new Fields(entry).skip(8);
  const version = fields.u16();
  let channels = fields.skip(6).u16();
  let sampleRate = fields.skip(6).u32() / 65536;
  if (version === 1) fields.skip(16);
  if (version === 2) {
    sampleRate = fields.skip(4).f64();
    channels = fields.u32();
    fields.skip(20);
  }
  return { channels, sampleRate, boxes: fields.rest() };
};

const mp3 = ({ channels, sampleRate }: Sound): AudioFormat => ({
  codec: 'mp3',
  sampleRate,
  channels,
  extradata: NONE,
});

const mp4a = (sound: Sound): AudioFormat | undefined => {
  // QuickTime puts the descriptor one box deeper.
  const wave = boxIn(sound.boxes, 'wave');
  const esds = boxIn(sound.boxes, 'esds') ?? (wave && boxIn(wave, 'esds'));
  const stream = esds && readEsds(esds);
  if (stream === undefined) return undefined;
  if (MPEG_OBJECTS.includes(stream.objectType)) return mp3(sound);
  if (!AAC_OBJECTS.includes(stream.objectType)) return undefined;
  const extradata =
    stream.config.length > 0 ? stream.config : lowComplexity(sound.sampleRate, sound.channels);
  const { sampleRate, channels } = (extradata && readAacConfig(extradata)) ?? sound;
  return extradata && { codec: 'aac', sampleRate, channels, extradata };
};

/** `dOps` is OpusHead in big-endian order, without its magic (Opus in ISOBMFF §4.3.2). */
const opusHead = (dops: Uint8Array): Uint8Array => {
  const fields = new Fields(dops).skip(1);
  const channels = fields.u8();
  const [preSkip, inputRate, gain, family] = [fields.u16(), fields.u32(), fields.u16(), fields.u8()];
  const mapping = fields.rest();
  const head = new Uint8Array(19 + mapping.length);
  const view = new DataView(head.buffer);
  head.set(Buffer.from('OpusHead'));
  head.set([1, channels], 8);
  view.setUint16(10, preSkip, true);
  view.setUint32(12, inputRate, true);
  view.setUint16(16, gain, true);
  head[18] = family;
  head.set(mapping, 19);
  return head;
};

const opus = ({ boxes }: Sound): AudioFormat | undefined => {
  const dops = boxIn(boxes, 'dOps');
  const extradata = dops && opusHead(dops);
  return extradata && { codec: 'opus', sampleRate: SAMPLE_RATE, channels: extradata[9] ?? 2, extradata };
};

/** `dfLa`: version and flags, the header of a metadata block, STREAMINFO. */
const flac = ({ boxes }: Sound): AudioFormat | undefined => {
  const dfla = boxIn(boxes, 'dfLa');
  if (dfla === undefined) return undefined;
  const extradata = new Fields(dfla).skip(8).bytes(34).slice();
  const fields = new Fields(extradata).skip(10).u32();
  return { codec: 'flac', sampleRate: fields >>> 12, channels: ((fields >>> 9) & 7) + 1, extradata };
};

const formatOf = (type: string, entry: Uint8Array): AudioFormat | undefined => {
  if (type === 'mp4a') return mp4a(soundOf(entry));
  if (type === 'Opus') return opus(soundOf(entry));
  if (type === 'fLaC') return flac(soundOf(entry));
  return MP3_TYPES.includes(type) ? mp3(soundOf(entry)) : undefined;
};

const isSane = ({ sampleRate, channels }: AudioFormat): boolean =>
  sampleRate >= 1 && sampleRate <= 1_000_000 && channels >= 1 && channels <= 255;

/** Of the data of an `stsd` box; undefined when it has no entry. */
export const readSampleEntry = (stsd: Uint8Array): SampleEntry | undefined => {
  const entry = boxesIn(new Fields(stsd).skip(8).rest()).next().value;
  if (entry === undefined) return undefined;
  const format = formatOf(entry.type, entry.data);
  const head = format?.codec === 'opus' ? format.extradata : NONE;
  return {
    type: entry.type,
    format: format && isSane(format) ? format : undefined,
    preSkip: (head[10] ?? 0) + (head[11] ?? 0) * 256,
  };
};
