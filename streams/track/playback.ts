/**
 * One track from its play command to its end: opens it, plays stretch after stretch, tells what happens.
 *
 *     seek$      ------s--------
 *     media      --M                       open: until then what played before goes on
 *     stretches  --1---2--------           a seek replaces the stretch, the old one sounds until the new one has a frame
 *     notices$   ------------E--           ended, endReached, stuck, or failed
 *
 * Cold. Unsubscribing closes the source and frees the decoder; what the lane still sounds is the lane's.
 */
import {
  catchError,
  filter,
  finalize,
  map,
  merge,
  mergeMap,
  of,
  startWith,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import { toFailure } from '../failure.ts';
import type { CodecPort, FilterPort, Media, MediaPort, TimeCtx } from '../ports.ts';
import type { Lane, LaneNotice } from '../sender/lane.ts';
import type { Play, PlaybackNotice } from '../player/state.ts';
import { FrameMaker } from './frame.maker.ts';
import type { Shaping } from './passthrough.ts';
import { segment } from './segment.ts';
import { stuck } from './stuck.ts';
import { Tools } from './tools.ts';

export interface PlaybackSettings {
  /** Deep buffer of compressed packets, ms. */
  readonly frameBufferDurationMs: number;
  /** Decoded ahead of the sender, ms. */
  readonly bufferDurationMs: number;
  readonly trackStuckThresholdMs: number;
  /** Keep sounding the old place until the new one delivers. */
  readonly useSeekGhosting: boolean;
}

export interface PlaybackCtx extends TimeCtx {
  readonly media: MediaPort;
  readonly codecs: CodecPort;
  readonly filters: FilterPort;
  readonly settings: PlaybackSettings;
}

const BROKE = 'Something broke when playing the track.';
const BROKE_LATER = 'Something went wrong when decoding the track.';

export const playback = (
  play: Play,
  seek$: Observable<number>,
  shaping: () => Shaping,
  lane: Lane,
  ctx: PlaybackCtx,
): Observable<PlaybackNotice> => {
  const playId = play.id;
  let everMade = false;

  const failed = (error: unknown, heard: boolean): PlaybackNotice => {
    const failure = toFailure(error, heard ? BROKE_LATER : BROKE);
    if (failure.severity === 'fault') ctx.log.warn('A track broke', { playId, failure });
    return { type: 'failed', playId, failure, heard };
  };

  const stretch = (
    media: Media,
    tools: Tools,
    fromMs: number,
    moves: boolean,
  ): Observable<PlaybackNotice> => {
    const maker = new FrameMaker({
      format: media.format,
      fromMs,
      soundEndMs: () => media.soundEndMs,
      shaping,
      filters: ctx.filters,
      packetsAheadMs: ctx.settings.frameBufferDurationMs,
      pcmAheadMs: ctx.settings.bufferDurationMs,
    });
    lane.present(maker, ctx.settings.useSeekGhosting || !everMade);
    return segment({ media, maker, tools, moves }).pipe(
      map(({ error }) => failed(error, everMade || maker.made > 0 || maker.hasSound)),
      finalize(() => (everMade ||= maker.made > 0)),
    );
  };

  const stretches = (media: Media): Observable<PlaybackNotice> => {
    const tools = new Tools(ctx.codecs, media.format);
    return seek$.pipe(
      tap(() => {
        if (!media.isSeekable) lane.heads(null);
      }),
      filter(() => media.isSeekable),
      map((positionMs) => ({ positionMs, moves: true })),
      startWith({ positionMs: play.startMs, moves: play.startMs > 0 && media.isSeekable }),
      switchMap(({ positionMs, moves }) => stretch(media, tools, moves ? positionMs : 0, moves)),
      finalize(() => tools.free()),
    );
  };

  const sound$ = ctx.media.open(play.track).pipe(
    switchMap(stretches),
    catchError((error: unknown) => of(failed(error, everMade))),
  );
  const starving$ = lane.notices$.pipe(
    filter((notice) => notice.type === 'starving'),
    map((notice) => notice.on),
  );
  const stuck$ = stuck(starving$, ctx.settings.trackStuckThresholdMs, ctx);
  return merge(
    lane.notices$.pipe(mergeMap((notice) => told(notice, playId, failed))),
    stuck$.pipe(map((): PlaybackNotice => ({ type: 'stuck', playId }))),
    sound$,
  );
};

const told = (
  notice: LaneNotice,
  playId: number,
  failed: (error: unknown, heard: boolean) => PlaybackNotice,
): readonly PlaybackNotice[] => {
  switch (notice.type) {
    case 'starving':
      return [];
    case 'broke':
      // Heard or not, nothing is left that could play out.
      return [failed(notice.error, false)];
    case 'ended':
    case 'endReached':
      return [{ type: notice.type, playId }];
  }
};
