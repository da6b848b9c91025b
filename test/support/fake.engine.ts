/** An engine without sound: players are records, and every command takes effect at once. */
import { Subject } from 'rxjs';
import type { Address, Command, Track } from '../../streams/commands.ts';
import type {
  EngineEvent,
  FrameCounts,
  PlayerEvent,
  PlayerSnapshot,
  PlayingTrack,
  TrackEndReason,
} from '../../streams/events.ts';
import type { Engine, LoadResult, Loader } from '../../src/engine/types.ts';

type VoiceCommand = Extract<Command, { type: 'voice' }>;

export interface FakeEngine extends Engine {
  /** Everything that was sent, in order. */
  readonly sent: { readonly address: Address; readonly command: Command }[];
  /** Types of what was sent to one guild. */
  types(guildId: string): readonly string[];
  /** What a voice command does: null connects, a text refuses, undefined says nothing. */
  answerVoice: (command: VoiceCommand) => string | null | undefined;
  emit(address: Address, event: PlayerEvent): void;
  /** Ends the track of a player; its snapshot is clear when the event goes out. */
  endTrack(address: Address, reason: TrackEndReason): void;
  setFrames(address: Address, frames: FrameCounts | null): void;
}

const keyOf = ({ sessionId, guildId }: Pick<Address, 'sessionId' | 'guildId'>): string =>
  `${sessionId}/${guildId}`;

const idle = (address: Address): PlayerSnapshot => ({
  address,
  playing: null,
  volume: 100,
  filters: {},
  paused: false,
  endMs: null,
  state: { timeMs: 1_700_000_000_000, positionMs: 0, connected: false, pingMs: -1 },
  voice: null,
  health: null,
  quality: null,
  frames: null,
  report: null,
});

/** @example const engine = createFakeEngine(); engine.answerVoice = () => 'refused'; */
export const createFakeEngine = (): FakeEngine => {
  const players = new Map<string, PlayerSnapshot>();
  const events$ = new Subject<EngineEvent>();
  const sent: FakeEngine['sent'] = [];

  const emit = (address: Address, event: PlayerEvent): void => events$.next({ address, event });
  const change = (address: Address, changes: Partial<PlayerSnapshot>): PlayerSnapshot => {
    const next = { ...(players.get(keyOf(address)) ?? idle(address)), ...changes };
    players.set(keyOf(address), next);
    return next;
  };
  const announce = (address: Address): void =>
    emit(address, { type: 'playerUpdate', state: change(address, {}).state });
  const setPosition = (address: Address, positionMs: number): void => {
    const { state, playing } = change(address, {});
    change(address, { state: { ...state, positionMs }, playing: playing && { ...playing, positionMs } });
  };
  const endTrack = (address: Address, reason: TrackEndReason): void => {
    const { playing, state } = change(address, {});
    if (playing === null) return;
    change(address, { playing: null, endMs: null, state: { ...state, positionMs: 0 } });
    emit(address, { type: 'trackEnd', playing, reason });
  };
  const play = (address: Address, command: Extract<Command, { type: 'play' }>): void => {
    endTrack(address, 'replaced');
    const playing: PlayingTrack = {
      track: command.track,
      userData: command.userData,
      positionMs: command.startMs,
    };
    change(address, { playing, paused: command.paused, endMs: command.endMs });
    emit(address, { type: 'trackStart', playing });
    setPosition(address, command.startMs);
    announce(address);
  };

  const engine: FakeEngine = {
    sent,
    types: (guildId) =>
      sent.filter(({ address }) => address.guildId === guildId).map(({ command }) => command.type),
    answerVoice: () => null,
    emit,
    endTrack,
    setFrames: (address, frames) => void change(address, { frames }),
    events$,
    snapshot: (sessionId, guildId) => players.get(keyOf({ sessionId, guildId })),
    snapshots: (sessionId) =>
      [...players.values()].filter(
        ({ address }) => sessionId === undefined || address.sessionId === sessionId,
      ),
    send: (address, command) => {
      sent.push({ address, command });
      if (command.type !== 'destroy') change(address, {});
      switch (command.type) {
        case 'create':
        // This engine has no end of its own to join at, and no breaker.
        case 'next':
        case 'resetVoice':
          return;
        case 'voice': {
          const failure = engine.answerVoice(command);
          if (failure === undefined) return;
          if (failure === null) {
            const { state } = change(address, {});
            change(address, { voice: command.credentials, state: { ...state, connected: true, pingMs: 0 } });
          }
          emit(address, { type: 'voiceResult', requestId: command.requestId, failure });
          if (failure === null) announce(address);
          return;
        }
        case 'play':
          play(address, command);
          return;
        case 'stop':
          endTrack(address, 'stopped');
          return;
        case 'pause':
          change(address, { paused: command.paused });
          return;
        case 'seek':
          setPosition(address, command.positionMs);
          announce(address);
          return;
        case 'volume':
          change(address, { volume: command.volume });
          return;
        case 'endTime':
          change(address, { endMs: command.endMs });
          return;
        case 'userData': {
          const { playing } = change(address, {});
          change(address, { playing: playing && { ...playing, userData: command.userData } });
          return;
        }
        case 'filters':
          change(address, { filters: command.filters });
          return announce(address);
        case 'announce':
          announce(address);
          return;
        case 'destroy': {
          const player = players.get(keyOf(address));
          if (player === undefined) return;
          endTrack(address, 'stopped');
          players.delete(keyOf(address));
          if (!player.state.connected) return;
          emit(address, { type: 'webSocketClosed', code: 1000, reason: '', byRemote: false });
          emit(address, { type: 'playerUpdate', state: idle(address).state });
        }
      }
    },
  };
  return engine;
};

/** The `utf` field `mp3`: the tail of an http track. */
const MP3_TAIL = Uint8Array.of(0, 3, 0x6d, 0x70, 0x33);

export const fakeTrack = (changes: Partial<Track> = {}): Track => ({
  title: 'A song',
  author: 'A singer',
  lengthMs: 180_000n,
  identifier: 'http://music.test/song.mp3',
  isStream: false,
  uri: 'http://music.test/song.mp3',
  artworkUrl: null,
  isrc: null,
  sourceName: 'http',
  tail: MP3_TAIL,
  positionMs: 0n,
  ...changes,
});

/** Finds a track for every http identifier, and what `results` says for others; knows `http` and `local`. */
export const createFakeLoader = (results: Readonly<Record<string, LoadResult>> = {}): Loader => ({
  sourceNames: ['local', 'http'],
  load: (identifier) =>
    Promise.resolve(
      results[identifier] ??
        (identifier.startsWith('http')
          ? { loadType: 'track', track: fakeTrack({ identifier, uri: identifier }) }
          : { loadType: 'empty' }),
    ),
  refuse: ({ sourceName }) =>
    sourceName === 'http' || sourceName === 'local'
      ? null
      : 'Failed to decode track due to a mismatching version or missing source manager',
});
