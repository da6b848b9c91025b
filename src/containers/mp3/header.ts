/** The four bytes before each layer III frame (ISO 11172-3 §2.4.1.3, ISO 13818-3; "2.5" is a Fraunhofer extension). */
import type { FrameHeader, FrameSyntax } from '../shared/frame.ts';

export interface Mp3Header extends FrameHeader {
  readonly version: '1' | '2' | '2.5';
  readonly bitRate: number;
  /** The bytes between header and sound: where a Xing header would begin, counted from behind the four bytes. */
  readonly sideInfoBytes: number;
  readonly isPadded: boolean;
}

const BIT_RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44_100, 48_000, 32_000];
const VERSIONS = ['2.5', undefined, '2', '1'] as const;
const DIVIDERS = { '1': 1, '2': 2, '2.5': 4 };

const parse = (bytes: Uint8Array, at: number): Mp3Header | null => {
  const second = bytes[at + 1];
  const third = bytes[at + 2];
  const fourth = bytes[at + 3];
  if (bytes[at] !== 0xff || second === undefined || third === undefined || fourth === undefined) return null;
  if ((second & 0xe6) !== 0xe2) return null;
  const version = VERSIONS[(second >> 3) & 3];
  const sampleRate = SAMPLE_RATES[(third >> 2) & 3];
  if (version === undefined || sampleRate === undefined) return null;
  // Index 0 is the free format, whose frames have no length; emphasis 2 is reserved.
  const kiloBits = (version === '1' ? BIT_RATES_1 : BIT_RATES_2)[third >> 4];
  if (kiloBits === undefined || kiloBits === 0 || (fourth & 3) === 2) return null;
  const isMono = fourth >> 6 === 3;
  const rate = sampleRate / DIVIDERS[version];
  const isPadded = (third & 2) !== 0;
  const samples = version === '1' ? 1152 : 576;
  return {
    version,
    bitRate: kiloBits * 1000,
    sideInfoBytes: version === '1' ? (isMono ? 17 : 32) : isMono ? 9 : 17,
    isPadded,
    byteLength: Math.floor((samples * kiloBits * 125) / rate) + (isPadded ? 1 : 0),
    samples,
    sampleRate: rate,
    channels: isMono ? 1 : 2,
  };
};

export const mp3Syntax: FrameSyntax<Mp3Header> = {
  name: 'MP3',
  headerBytes: 4,
  parse,
  follows: (previous, next) => previous.version === next.version && previous.sampleRate === next.sampleRate,
};
