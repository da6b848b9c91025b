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
  EMPTY,
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
import { titles } from './titles.ts';
import { Tools } from './tools.ts';

export interface PlaybackSettings {
  /** Deep buffer of compressed packets, ms. */
  readonly frameBufferDurationMs: number;
  /** Decoded ahead of the sender, ms. */
  readonly bufferDurationMs: number;
  readonly trackStuckThresholdMs: number;
  /** Keep sounding the old place until the new one delivers. */
  readonly useSeekGhosting: boolean;
  /** What positions and end markers count under a time scale: the track's own time (default), or what is heard. */
  readonly timescalePositions?: 'source' | 'output';
}

export interface PlaybackCtx extends TimeCtx {
  readonly media: MediaPort;
  readonly codecs: CodecPort;
  readonly filters: FilterPort;
  readonly settings: PlaybackSettings;
}

const BROKE = 'Something broke when playing the track.';
const BROKE_LATER = 'Something went wrong when decoding the track.';

/** The part that a playback has: the current track, or the one that follows and is made ready. */
export interface Part {
  /** Is it the current track? Tells so at once. Once it is, it stays so. */
  readonly leads$: Observable<boolean>;
  /** Only while it leads. */
  readonly seek$: Observable<number>;
  /** For so long it is heard together with what it follows, ms. */
  readonly crossfadeMs: number;
}

export const playback = (
  play: Play,
  { leads$, seek$, crossfadeMs }: Part,
  shaping: () => Shaping,
  lane: Lane,
  ctx: PlaybackCtx,
): Observable<PlaybackNotice> => {
  const playId = play.id;
  let everMade = false;
  const countsOutput = ctx.settings.timescalePositions === 'output';
  let leads = false;
  /** Ready, until its turn comes. */
  let waiting: FrameMaker | null = null;

  const place = (maker: FrameMaker): void => {
    if (leads) return lane.present(maker, ctx.settings.useSeekGhosting || !everMade);
    waiting = maker;
    lane.succession.successor = { maker, crossfadeMs };
  };
  const turn = (isNow: boolean): void => {
    leads = isNow;
    // What it follows is over: none of it may be heard any more.
    if (leads && waiting !== null) lane.present(waiting, false);
    if (leads) waiting = null;
  };
  const giveUp = (): void => {
    if (waiting !== null) lane.succession.drop(waiting);
  };

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
    const maker: FrameMaker = new FrameMaker({
      format: media.format,
      fromMs,
      soundEndMs: () => media.soundEndMs,
      countsOutput,
      // An end marker that counts output time says nothing of the track's own.
      endMs: () =>
        Math.min(
          (countsOutput ? null : lane.endMs) ?? Infinity,
          media.soundEndMs ?? media.lengthMs ?? Infinity,
        ),
      follower: () => (lane.follower?.maker === maker ? null : lane.follower),
      decodes: !leads && (crossfadeMs > 0 || !lane.isPassing),
      shaping,
      filters: ctx.filters,
      packetsAheadMs: ctx.settings.frameBufferDurationMs,
      pcmAheadMs: ctx.settings.bufferDurationMs,
    });
    place(maker);
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

  const titlesOf = (media: Media): Observable<PlaybackNotice> =>
    titles(media.titles$, leads$).pipe(map((title): PlaybackNotice => ({ type: 'title', playId, title })));

  const sound$ = ctx.media.open(play.track).pipe(
    switchMap((media) => merge(stretches(media), titlesOf(media))),
    catchError((error: unknown) => of(failed(error, everMade))),
  );
  const starving$ = lane.notices$.pipe(
    filter((notice) => notice.type === 'starving'),
    map((notice) => notice.on),
  );
  const stuck$ = stuck(starving$, ctx.settings.trackStuckThresholdMs, ctx);
  const heard$ = merge(
    lane.notices$.pipe(mergeMap((notice) => told(notice, playId, failed))),
    stuck$.pipe(map((): PlaybackNotice => ({ type: 'stuck', playId }))),
  );
  return merge(
    leads$.pipe(
      tap(turn),
      // What the lane says is of the current track.
      switchMap((isNow) => (isNow ? heard$ : EMPTY)),
      finalize(giveUp),
    ),
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
