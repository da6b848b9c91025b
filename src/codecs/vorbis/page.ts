/**
 * Packets dressed as the parsed Ogg pages that the library takes beside bytes. Our demuxers have parsed already;
 * framing every packet in Ogg again for the library's own parser would cost more than decoding it.
 */
import type { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import type { VorbisHeaders } from './headers.ts';

type OggPage = Parameters<OggVorbisDecoder['decodeOggPages']>[0][number];
type Frame = OggPage['codecFrames'][number];

const EMPTY = new Uint8Array(0);

/** Only `data`, `codecFrames` and `isLastPage` are read; the rest completes the type. */
const page = (data: Uint8Array, codecFrames: Frame[]): OggPage => ({
  data,
  codecFrames,
  isLastPage: false,
  isFirstPage: false,
  isContinuedPacket: false,
  absoluteGranulePosition: 0,
  crc32: 0,
  duration: 0,
  pageSequenceNumber: 0,
  rawData: EMPTY,
  samples: 0,
  streamSerialNumber: 0,
  totalBytesOut: 0,
  totalDuration: 0,
  totalSamples: 0,
});

export const headerPage = (headers: VorbisHeaders): OggPage => page(headers.identification, []);

/** Of the frame's header the library reads the set-up, and that only before the first packet. */
export const packetPage = (packet: Uint8Array, headers: VorbisHeaders): OggPage =>
  page(EMPTY, [
    {
      data: packet,
      header: {
        vorbisSetup: headers.setup,
        vorbisComments: EMPTY,
        data: headers.identification,
        channels: headers.channels,
        sampleRate: headers.sampleRate,
        channelMode: '',
        bitDepth: 32,
        bitrate: 0,
        bitrateMaximum: 0,
        bitrateMinimum: 0,
        bitrateNominal: 0,
        blocksize0: 0,
        blocksize1: 0,
      },
      crc32: 0,
      samples: 0,
      duration: 0,
      frameNumber: 0,
      totalBytesOut: 0,
      totalSamples: 0,
      totalDuration: 0,
    },
  ]);
