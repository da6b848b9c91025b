/** Runs a stream through one provider as the graph would: block by block, then flush. */
import { firstValueFrom } from 'rxjs';
import { silentLog } from '../../../../marbles/support.ts';
import { createDecoder } from '../../../../src/codecs/decoder.ts';
import type { CodecProvider, DecoderSettings } from '../../../../src/codecs/provider.ts';
import type { AudioFormat, Decoder, Encoder, Packet, Pcm } from '../../../../streams/ports.ts';
import { joined } from './analysis.ts';
import type { Stream } from './files.ts';

export const openDecoder = async (
  provider: CodecProvider,
  format: AudioFormat,
  settings: DecoderSettings = { resampling: 'LOW' },
): Promise<Decoder> => {
  if (provider.decoder === undefined) throw new Error(`${provider.name} does not decode.`);
  const open = await provider.decoder.load();
  return createDecoder(await open(format, settings), format, { log: silentLog, ...settings });
};

export const openEncoder = async (
  provider: CodecProvider,
  settings = { complexity: 10, bitrate: 128_000 },
): Promise<Encoder> => {
  if (provider.encoder === undefined) throw new Error(`${provider.name} does not encode.`);
  return (await provider.encoder.load())(settings);
};

const BLOCK_PACKETS = 6;

export const blocksOf = (packets: readonly Packet[]): Packet[][] => {
  const blocks: Packet[][] = [];
  for (let at = 0; at < packets.length; at += BLOCK_PACKETS)
    blocks.push(packets.slice(at, at + BLOCK_PACKETS));
  return blocks;
};

/** All sound of the packets; the decoder stays open. */
export const decodeWith = async (decoder: Decoder, packets: readonly Packet[]): Promise<Pcm> => {
  const parts: Pcm[] = [];
  for (const block of blocksOf(packets)) parts.push(await firstValueFrom(decoder.decode(block)));
  parts.push(await firstValueFrom(decoder.flush()));
  return joined(parts);
};

export const decodeAll = async (
  provider: CodecProvider,
  stream: Stream,
  settings?: DecoderSettings,
): Promise<Pcm> => {
  const decoder = await openDecoder(provider, stream.format, settings);
  try {
    return await decodeWith(decoder, stream.packets);
  } finally {
    decoder.free();
  }
};
