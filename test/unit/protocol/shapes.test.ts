/** The wire imports nothing of ours, so that its shapes fit ours is checked here, by the type checker. */
import { expectTypeOf, it } from 'vitest';
import type { LoadResult } from '../../../src/engine/types.ts';
import type {
  ExceptionMessage,
  LoadResultMessage,
  StateMessage,
  TrackBlob,
  TrackMessage,
  VoiceState,
} from '../../../src/protocol/index.ts';
import type { Track, VoiceCredentials } from '../../../streams/commands.ts';
import type { Failure, PlayerState, PlayingTrack } from '../../../streams/events.ts';

it('what the graph and the engine speak can be written as it is', () => {
  expectTypeOf<TrackBlob>().toEqualTypeOf<Track>();
  expectTypeOf<VoiceState>().toEqualTypeOf<VoiceCredentials>();
  expectTypeOf<PlayingTrack>().toExtend<TrackMessage>();
  expectTypeOf<PlayerState>().toExtend<StateMessage>();
  expectTypeOf<Failure>().toExtend<ExceptionMessage>();
  expectTypeOf<LoadResult>().toExtend<LoadResultMessage>();
});
