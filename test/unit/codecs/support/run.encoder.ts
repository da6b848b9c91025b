import type { CodecProvider, EncoderSettings } from '../../../../src/codecs/provider.ts';
import type { Encoder } from '../../../../streams/ports.ts';

/** Apart from `run.ts`, so that a worker can have it without the test runner. */
export const openEncoder = async (
  provider: CodecProvider,
  settings: EncoderSettings = { complexity: 10, bitrate: 128_000 },
): Promise<Encoder> => {
  if (provider.encoder === undefined) throw new Error(`${provider.name} does not encode.`);
  return (await provider.encoder.load())(settings);
};
