/** Finds the first provider that is installed, can be loaded, and accepts the stream. */
import type { AudioCodec, AudioFormat, Encoder, Log } from '../../streams/ports.ts';
import { CodecError } from './provider.ts';
import type {
  CodecProvider,
  DecoderSettings,
  EncoderSettings,
  OpenDecoder,
  OpenEncoder,
  PacketDecoder,
} from './provider.ts';

export class Ranking {
  readonly providers: readonly CodecProvider[];
  readonly #log: Log;
  /** Why a provider is out of the question; null for one that is not. */
  readonly #reasons = new Map<CodecProvider, string | null>();
  readonly #decoders = new Map<CodecProvider, Promise<OpenDecoder>>();
  readonly #encoders = new Map<CodecProvider, Promise<OpenEncoder>>();

  constructor(providers: readonly CodecProvider[], log: Log) {
    this.providers = providers;
    this.#log = log;
  }

  /** Null while `provider` may be used, else why not: not installed, or loading it has failed. */
  unavailable(provider: CodecProvider): string | null {
    let reason = this.#reasons.get(provider);
    if (reason === undefined) {
      reason = provider.probe();
      this.#reasons.set(provider, reason);
    }
    return reason;
  }

  /** Rejects with a {@link CodecError} that says of every provider why it cannot. */
  openDecoder(format: AudioFormat, settings: DecoderSettings): Promise<PacketDecoder> {
    const { codec, sampleRate, channels } = format;
    const candidates = this.#decodersOf(codec);
    const what = `decode ${codec} (${sampleRate} Hz, ${channels} channels)`;
    return this.#first(what, candidates, this.#decoders, (open) => open(format, settings));
  }

  /** Rejects like `openDecoder`. */
  openEncoder(settings: EncoderSettings): Promise<Encoder> {
    const candidates = this.providers.flatMap((provider): Candidate<OpenEncoder>[] =>
      provider.encoder === undefined ? [] : [{ provider, half: provider.encoder }],
    );
    return this.#first('encode Opus', candidates, this.#encoders, (open) => open(settings));
  }

  /** Loads for each codec the first provider that can be loaded; never rejects. */
  async loadDecoders(): Promise<void> {
    const codecs = new Set(this.providers.flatMap(({ decoder }) => decoder?.codecs ?? []));
    for (const codec of codecs)
      for (const candidate of this.#decodersOf(codec)) {
        if (this.unavailable(candidate.provider) !== null) continue;
        if (typeof (await this.#load(candidate, this.#decoders)) !== 'string') break;
      }
  }

  #decodersOf(codec: AudioCodec): readonly Candidate<OpenDecoder>[] {
    return this.providers.flatMap((provider) =>
      provider.decoder?.codecs.includes(codec) === true ? [{ provider, half: provider.decoder }] : [],
    );
  }

  async #first<Open, T>(
    what: string,
    candidates: readonly Candidate<Open>[],
    loaded: Map<CodecProvider, Promise<Open>>,
    use: (open: Open) => T | Promise<T>,
  ): Promise<T> {
    const reasons: string[] = [];
    for (const candidate of candidates) {
      const { provider } = candidate;
      const reason = this.unavailable(provider) ?? (await this.#load(candidate, loaded));
      if (typeof reason === 'string') {
        reasons.push(reason);
        continue;
      }
      try {
        return await use(reason.open);
      } catch (error) {
        this.#log.debug(`${provider.name} cannot ${what}.`, { reason: text(error) });
        reasons.push(`${provider.name}: ${text(error)}`);
      }
    }
    const why = reasons.length === 0 ? 'no library for it is known' : reasons.join('; ');
    throw new CodecError(`Nothing here can ${what}: ${why}`);
  }

  /** Loads once. What could not be loaded is not tried again: neither the file nor the machine will have changed. */
  async #load<Open>(
    { provider, half }: Candidate<Open>,
    loaded: Map<CodecProvider, Promise<Open>>,
  ): Promise<{ open: Open } | string> {
    const loading = loaded.get(provider) ?? half.load();
    loaded.set(provider, loading);
    try {
      return { open: await loading };
    } catch (error) {
      const reason = `${provider.name} could not be loaded: ${text(error)}`;
      const isNews = this.#reasons.get(provider) === null;
      this.#reasons.set(provider, reason);
      if (isNews) this.#log.warn('A codec library is installed but could not be loaded.', { reason });
      return reason;
    }
  }
}

/** A provider and the half of it that is wanted. */
interface Candidate<Open> {
  readonly provider: CodecProvider;
  readonly half: { load(): Promise<Open> };
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
