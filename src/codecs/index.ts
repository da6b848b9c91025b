/**
 * Codecs: packets to sound and sound to Opus. One folder per library, all of the shape of `provider.ts`; here they
 * are ranked, loaded at first use, and left out when they cannot be.
 */
import { Observable } from 'rxjs';
import type { CodecPort, Log } from '../../streams/ports.ts';
import { createDecoder } from './decoder.ts';
import { OPUS_BITRATE } from './encoder-settings.ts';
import { providers as allProviders } from './providers.ts';
import type { CodecProvider, DecoderSettings, EncoderSettings } from './provider.ts';
import { Ranking } from './ranking.ts';
import type { ResamplingQuality } from './resample/index.ts';
import { codecReport } from './report.ts';
import type { CodecReport } from './report.ts';

export { liveCodecObjects } from './live.ts';
export { CodecError } from './provider.ts';
export type { CodecProvider } from './provider.ts';
export type { CodecReport } from './report.ts';

export interface CodecOptions {
  readonly log: Log;
  /** `opusEncodingQuality`: 0 (fast) … 10 (best), a whole number. */
  readonly encodingQuality: number;
  /** `resamplingQuality`, for sound that is not at 48 kHz; LOW by default. */
  readonly resamplingQuality?: ResamplingQuality;
}

export interface Codecs extends CodecPort {
  /** Who decodes and encodes what, as far as is known now; loads nothing. */
  report(): CodecReport;
  /**
   * Loads what the first player will need, the first choice for each codec, which takes the better part of a second
   * that is better spent before anybody listens. Rejects with a {@link CodecError} when nobody can encode.
   */
  warm(): Promise<void>;
}

/**
 * The codec port over `providers`, the best first. Decoders and encoders error with a {@link CodecError} when no
 * provider is left.
 * @throws {RangeError} for an encoding quality out of range
 * @example
 *   const codecs = createCodecs({ log, encodingQuality: 10, resamplingQuality: 'LOW' });
 *   log.info('Codecs', codecs.report());
 *   codecs.decoder(format).subscribe((decoder) => …);
 */
export const createCodecs = (
  { log, encodingQuality, resamplingQuality = 'LOW' }: CodecOptions,
  providers: readonly CodecProvider[] = allProviders,
): Codecs => {
  if (!Number.isInteger(encodingQuality) || encodingQuality < 0 || encodingQuality > 10)
    throw new RangeError(`The encoding quality is a whole number from 0 to 10, not ${encodingQuality}.`);
  const ranking = new Ranking(providers, log);
  const settings: EncoderSettings = { complexity: encodingQuality, bitrate: OPUS_BITRATE };
  const decoding: DecoderSettings = { resampling: resamplingQuality };
  return {
    quality: settings,
    decoder: (format) =>
      once(async () => {
        const inner = await ranking.openDecoder(format, decoding);
        return createDecoder(inner, format, { log, ...decoding });
      }),
    encoder: () => once(() => ranking.openEncoder(settings)),
    report: () => codecReport(ranking),
    warm: async () => {
      await ranking.loadDecoders();
      (await ranking.openEncoder(settings)).free();
    },
  };
};

/** Emits what `open` gives; when nobody is there any more to take it, it is freed at once. */
const once = <T extends { free(): void }>(open: () => Promise<T>): Observable<T> =>
  new Observable((subscriber) => {
    open().then(
      (opened) => {
        if (subscriber.closed) return opened.free();
        subscriber.next(opened);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
  });
