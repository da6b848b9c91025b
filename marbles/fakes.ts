/** Ports for marble tests: a track is a word, each letter one Opus packet of 20 ms; what is sent comes back as letters. */
import { concat, delay, EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import type { Address, Command, Track, VoiceCredentials } from '../streams/commands.ts';
import type { Failure, PlayerEvent } from '../streams/events.ts';
import { guildPipeline, type GuildCtx } from '../streams/guild.ts';
import {
  FRAME_SAMPLES,
  SILENCE_FRAME,
  type AudioFormat,
  type CodecPort,
  type Media,
  type MediaPort,
  type Packet,
  type PacketSink,
} from '../streams/ports.ts';
import { tick } from '../streams/clock/tick.ts';
import type { VoiceSignal } from '../streams/voice/signal.ts';
import { fakeFilters } from './fakes.filters.ts';
import { silentLog, type Marbles } from './support.ts';

export const address: Address = { sessionId: 's', guildId: '1', userId: '2' };

export const credentials: VoiceCredentials = {
  token: 't',
  endpoint: 'e:1',
  sessionId: 'v',
  channelId: '3',
};

export const trackOf = (word: string, isStream = false): Track => ({
  title: word,
  author: '',
  lengthMs: BigInt(word.length * 20),
  identifier: word,
  isStream,
  uri: null,
  artworkUrl: null,
  isrc: null,
  sourceName: 'fake',
  tail: new Uint8Array(0),
  positionMs: 0n,
});

export const play = (word: string, more: Partial<Extract<Command, { type: 'play' }>> = {}): Command => ({
  type: 'play',
  track: trackOf(word),
  userData: '{}',
  startMs: 0,
  endMs: null,
  paused: false,
  ...more,
});

export const voiceCommand: Command = { type: 'voice', requestId: 'r', credentials };

export const failure = (message: string): Failure => ({
  message,
  severity: 'common',
  cause: message,
  causeStackTrace: message,
});

export const OPUS: AudioFormat = {
  codec: 'opus',
  sampleRate: 48_000,
  channels: 2,
  extradata: new Uint8Array(0),
};

/** Live codec objects and open media, to see that nothing outlives its subscription. */
export interface Alive {
  media: number;
  decoders: number;
  encoders: number;
  filters: number;
}

/**
 * The track's title is its sound. `!` is a read that fails, `_` one that never comes, upper case opens `openMs` later;
 * a title that begins with `?` cannot be opened.
 */
export const fakeMedia = (m: Marbles, alive: Alive, format = OPUS, openMs = 0): MediaPort => ({
  open: (track) =>
    new Observable<Media>((subscriber) => {
      alive.media += 1;
      let at = 0;
      const word = track.title;
      const media: Media = {
        format,
        lengthMs: word.length * 20,
        isSeekable: !track.isStream,
        read: () => {
          const letter = word[at];
          if (letter === undefined) return EMPTY;
          if (letter === '!') return throwError(() => failure('broken'));
          if (letter === '_') return NEVER;
          const packet: Packet = {
            data: Uint8Array.of(letter.charCodeAt(0)),
            positionMs: at * 20,
            durationMs: 20,
          };
          at += 1;
          return of([packet]);
        },
        seek: (positionMs) =>
          new Observable((done) => {
            at = Math.min(word.length, Math.floor(positionMs / 20));
            done.complete();
          }),
      };
      const opened$ = word.startsWith('?') ? throwError(() => failure('no such track')) : of(media);
      const opening = (openMs > 0 ? opened$.pipe(delay(openMs, m.scheduler)) : opened$).subscribe({
        next: (value) => subscriber.next(value),
        error: (error: unknown) => subscriber.error(error),
      });
      return () => {
        alive.media -= 1;
        opening.unsubscribe();
      };
    }),
});

/** Decodes a packet to 960 samples of its letter's code / 256, encodes a frame back to that letter in upper case. */
export const fakeCodecs = (alive: Alive): CodecPort => ({
  decoder: () => {
    alive.decoders += 1;
    return of({
      decode: (block) => {
        const left = new Float32Array(block.length * FRAME_SAMPLES);
        block.forEach((packet, i) =>
          left.fill((packet.data[0] ?? 0) / 256, i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES),
        );
        return of({ left, right: left.slice() });
      },
      flush: () => of({ left: new Float32Array(0), right: new Float32Array(0) }),
      reset: () => undefined,
      free: () => {
        alive.decoders -= 1;
      },
    });
  },
  encoder: () => {
    alive.encoders += 1;
    let freed = false;
    return of({
      encode: (left) => Uint8Array.of(Math.round((left[FRAME_SAMPLES - 1] ?? 0) * 256), 1),
      free: () => {
        if (!freed) alive.encoders -= 1;
        freed = true;
      },
    });
  },
});

/** A voice connection that is ready at once, and says what is sent on it. */
export interface FakeVoice {
  readonly sink: PacketSink;
  /** One value a frame: its letter, `.` for silence; re-encoded frames in angle brackets with their level. */
  readonly sent$: Observable<string>;
  readonly speaking: boolean[];
}

export const fakeVoice = (): FakeVoice => {
  const sent = new Subject<string>();
  const speaking: boolean[] = [];
  const letter = (frame: Uint8Array): string => {
    if (frame === SILENCE_FRAME) return '.';
    const code = frame[0] ?? 0;
    return frame.length === 1 ? String.fromCharCode(code) : `<${code}>`;
  };
  const sink: PacketSink = {
    seal: (frame) => sent.next(letter(frame)),
    flush: () => undefined,
    speaking: (on) => {
      if (speaking.at(-1) !== on) speaking.push(on);
    },
  };
  return { sink, sent$: sent.asObservable(), speaking };
};

export const readySignals = (sink: PacketSink): Observable<VoiceSignal> =>
  concat(
    of<VoiceSignal[]>(
      { type: 'open', credentials },
      { type: 'result', requestId: 'r', failure: null },
      { type: 'ready', sink },
    ),
    NEVER,
  );

export interface GuildRig {
  readonly ctx: GuildCtx;
  readonly alive: Alive;
  readonly voice: FakeVoice;
}

export const rig = (
  m: Marbles,
  options: { readonly format?: AudioFormat; readonly openMs?: number; readonly noVoice?: boolean } = {},
): GuildRig => {
  const alive: Alive = { media: 0, decoders: 0, encoders: 0, filters: 0 };
  const voice = fakeVoice();
  const ctx: GuildCtx = {
    scheduler: m.scheduler,
    clock: m.clock,
    log: silentLog,
    media: fakeMedia(m, alive, options.format, options.openMs),
    codecs: fakeCodecs(alive),
    filters: fakeFilters(alive),
    connect: () => (options.noVoice === true ? NEVER : readySignals(voice.sink)),
    settings: {
      frameBufferDurationMs: 200,
      bufferDurationMs: 40,
      trackStuckThresholdMs: 10,
      useSeekGhosting: true,
      playerUpdateIntervalMs: 5000,
      voiceHealthThreshold: 50,
      adaptiveQuality: false,
    },
  };
  return { ctx, alive, voice };
};

/** Runs one guild with one character as one tick; its events as short words. */
export const runGuild = (commands$: Observable<Command>, { ctx, voice }: GuildRig, beats = true) => {
  const guild = guildPipeline(commands$, address, ctx);
  const events$ = guild.events$;
  const beat = (beats ? tick(1, ctx) : NEVER).subscribe(({ frames }) => {
    guild.lane.seal(frames);
    guild.lane.flush();
    guild.lane.prepare();
  });
  return { guild, events$, sent$: voice.sent$, stop: () => beat.unsubscribe() };
};

/** An event as one short word, for diagrams. */
export const word = (event: PlayerEvent): string => {
  switch (event.type) {
    case 'trackStart':
      return `start ${event.playing.track.title}`;
    case 'trackEnd':
      return `end ${event.playing.track.title} ${event.reason}`;
    case 'trackException':
      return `exception ${event.failure.message}`;
    case 'trackStuck':
      return 'stuck';
    case 'webSocketClosed':
      return `closed ${event.code}`;
    case 'playerUpdate':
      return 'update';
    case 'voiceResult':
      return event.failure ?? 'voice';
    case 'streamTitle':
      return `title ${event.title}`;
    case 'voiceQuality':
      return `quality ${event.change.reason}`;
    case 'voiceHealth':
      return event.health.isLow ? 'unwell' : 'well';
  }
};
