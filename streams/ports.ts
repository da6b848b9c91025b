/**
 * What the graph asks of the world: types only. An adapter in `src/` implements each; a fake in `marbles/` does too.
 * Ports speak in Observables rather than Promises so that all of the graph runs in virtual time.
 */
import type { Observable, SchedulerLike } from 'rxjs';
import type { FilterSettings, Track } from './commands.ts';

/* ---------------------------------------------------------------- time, log */

export interface Clock {
  /** Monotonic time in ms, with a fraction; its zero is arbitrary. */
  now(): number;
  /** Epoch ms, for `state.time`. */
  wall(): number;
}

export interface Log {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** What every effect gets beside its input. The scheduler runs all timers, so that marbles run them in virtual time. */
export interface TimeCtx {
  readonly scheduler: SchedulerLike;
  readonly clock: Clock;
  readonly log: Log;
}

/* ---------------------------------------------------------------- compressed sound */

export type AudioCodec = 'opus' | 'vorbis' | 'mp3' | 'aac' | 'flac' | 'pcm';

/** Layout of raw samples in `pcm` packets: little endian, interleaved. */
export type PcmLayout = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

/** What a decoder must know of a packet stream. */
export interface AudioFormat {
  readonly codec: AudioCodec;
  readonly sampleRate: number;
  readonly channels: number;
  /**
   * Codec set-up: AAC AudioSpecificConfig, FLAC STREAMINFO (34 bytes), Opus OpusHead, Vorbis three headers in
   * Xiph lacing (as in Matroska CodecPrivate). Empty for mp3 and pcm, and for AAC packets that carry ADTS headers.
   */
  readonly extradata: Uint8Array;
  /** Only for `pcm`. */
  readonly pcmLayout?: PcmLayout;
}

/**
 * A compressed unit as it sits in its container. Times are in the track's own time, ms with a fraction; before 0 lies
 * what is decoded but not heard, the encoder's delay.
 */
export interface Packet {
  readonly data: Uint8Array;
  readonly positionMs: number;
  readonly durationMs: number;
  /** Another stream begins here (a chained Ogg): a decoder forgets what came before, and has a pre-skip again. */
  readonly startsAnew?: true;
}

/** Consecutive packets of roughly 100–200 ms: the unit that flows, so that RxJS costs little. Never empty. */
export type PacketBlock = readonly Packet[];

/** What a radio says that it plays. */
export interface StreamTitle {
  /** Null where it says nothing, or nothing that can be read. */
  readonly title: string | null;
  /** All that it says, as in `StreamTitle='Artist - Song';StreamUrl='';`. */
  readonly raw: string;
}

/** An opened track. It is closed by unsubscribing from the observable that emitted it. */
export interface Media {
  readonly format: AudioFormat;
  /** True length, where the container knows it. */
  readonly lengthMs: number | undefined;
  /**
   * Where the sound ends, ms, if the file says so: what a decoder gives beyond it is the encoder's padding. Before 0
   * lies its delay. Read anew with each block, because some files say it as late as with their last packet.
   */
  readonly soundEndMs?: number | undefined;
  readonly isSeekable: boolean;
  /** What a radio says that it plays, as it is read. Repeats its last one to whoever subscribes; never errors. */
  readonly titles$?: Observable<StreamTitle> | undefined;
  /** Emits the next block and completes; completes without a block at the end; errors with a {@link MediaFailure}. */
  read(): Observable<PacketBlock>;
  /** Moves to the nearest packet at or before `positionMs`, then completes; the next `read` starts there. */
  seek(positionMs: number): Observable<never>;
}

export interface MediaPort {
  /** Cold. Opens the track's bytes and container; emits one {@link Media}; unsubscribing closes socket and file. */
  open(track: Track): Observable<Media>;
}

/* ---------------------------------------------------------------- sound */

/** 48 kHz stereo, planar float32 in [−1, 1]; both channels of equal length, any number of samples (also 0). */
export interface Pcm {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Turns packets into 48 kHz stereo. One per track; `free` exactly once. */
export interface Decoder {
  /** Decodes one block; emits once, then completes. Damaged packets are skipped, not errors. */
  decode(block: PacketBlock): Observable<Pcm>;
  /** What is still inside at the end of the stream; emits once, then completes. */
  flush(): Observable<Pcm>;
  /** Forget everything before a seek. */
  reset(): void;
  free(): void;
}

export interface EncoderQuality {
  /** 0 (fast) … 10 (best), libopus' complexity: what it costs. */
  readonly complexity: number;
  /** Target of the constrained VBR, bit/s. */
  readonly bitrate: number;
}

/** One frame of 20 ms (2 × 960 samples) to one Opus packet. The packet stays valid (it is not reused). */
export interface Encoder {
  encode(left: Float32Array, right: Float32Array): Uint8Array;
  /** From one of the next frames on, without an edge in the sound. Absent where the library cannot. */
  tune?(quality: EncoderQuality): void;
  free(): void;
}

/**
 * A player's filters at work on 48 kHz stereo, planar float32. Without a time scale (`stretches` is false) they work in
 * place by `process`; with one, what is pushed comes out again by `take`, more or less of it.
 */
export interface FilterChain {
  /** Source samples per output sample: 2 where the sound is twice as fast. */
  readonly speed: number;
  readonly stretches: boolean;
  /** Goes on where the chain before it was, filter by filter. */
  adopt(previous: FilterChain): void;
  process(left: Float32Array, right: Float32Array): void;
  push(pcm: Pcm): void;
  /** No more will be pushed: the rest becomes available. */
  flush(): void;
  /** Silence to put in at the end of a track, so that what rings on (an echo) is heard; samples, at most 2 s. */
  readonly tailSamples: number;
  /** Source time that was pushed and not yet taken, ms. */
  readonly pendingMs: number;
  /** Samples that can be taken. */
  readonly available: number;
  /** Fills the arrays from their start; returns how many samples there were. */
  take(left: Float32Array, right: Float32Array): number;
  free(): void;
}

export interface FilterPort {
  /** Null when these settings would change nothing. */
  chain(settings: FilterSettings): FilterChain | null;
}

export interface CodecPort {
  /** What encoders are opened with: the best that {@link Encoder.tune} is ever given. Absent: quality stays as it is. */
  readonly quality?: EncoderQuality;
  /** Emits one decoder; errors when no adapter can decode the format. Unsubscribing does not free it. */
  decoder(format: AudioFormat): Observable<Decoder>;
  encoder(): Observable<Encoder>;
}

/* ---------------------------------------------------------------- voice */

/**
 * The hot end of a live voice connection. Called from the shard's tick: nothing here allocates more than the
 * encryption library does, nothing throws.
 */
export interface PacketSink {
  /** Encrypts one Opus frame (DAVE, then transport) into the next slot of the ring and remembers it for `flush`. */
  seal(frame: Uint8Array): void;
  /** Sends everything sealed since the last flush. */
  flush(): void;
  /** Tells the gateway (op 5) whether we speak; a repeated value is not sent again. */
  speaking(on: boolean): void;
}

/** The five-frame tail and the frame itself: 20 ms of silence in stereo CELT. */
export const SILENCE_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);

export const SAMPLE_RATE = 48_000;
/** Samples per channel in one frame. */
export const FRAME_SAMPLES = 960;
/** Duration of one frame. */
export const FRAME_MS = 20;
