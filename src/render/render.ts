/**
 * One rendering, from its arguments to a finished file.
 *
 *     input     --O--------------------     opened, and open until the end
 *     pump        ---a--b--c--|             blocks on their way into the file
 *     output$   --O--a--b--c----D|          the file is finished before `done`
 *
 * A track that breaks leaves a finished file of what came before. Unsubscribing closes the input.
 */
import {
  catchError,
  concat,
  defer,
  finalize,
  from,
  ignoreElements,
  map,
  of,
  switchMap,
  takeWhile,
  throwError,
  type Observable,
} from 'rxjs';
import type { Track } from '../../streams/commands.ts';
import { SAMPLE_RATE, type CodecPort, type FilterPort, type MediaPort } from '../../streams/ports.ts';
import type { Loader } from '../engine/types.ts';
import type { RenderArguments } from './arguments.ts';
import { openInput, type Opened } from './open.ts';
import { createOutputFile } from './output.file.ts';
import { pump, type Pumped } from './pump.ts';
import type { SoundWriter } from './sound.writer.ts';
import { createWriter } from './writers.ts';

/** What a rendering asks of the world: the same as a player does. */
export interface RenderPorts {
  readonly loader: Pick<Loader, 'load'>;
  readonly media: MediaPort;
  readonly codecs: CodecPort;
  readonly filters: FilterPort;
}

export type RenderEvent =
  /** `endMs`: where it will end in the track, ms; Infinity where nobody knows. */
  | { readonly type: 'opened'; readonly track: Track; readonly endMs: number }
  | ({ readonly type: 'progress' } & Pumped)
  | { readonly type: 'done' };

export type RenderOptions = Pick<
  RenderArguments,
  'input' | 'output' | 'kind' | 'filters' | 'volume' | 'startMs' | 'endMs'
>;

/** Errors with a `Failure` of the input, a `CodecError`, or an `OutputError`. Cold. */
export const render = (
  options: RenderOptions,
  ports: RenderPorts,
  stop$: Observable<unknown>,
): Observable<RenderEvent> =>
  openInput(options.input, options.startMs, ports).pipe(
    switchMap((opened) => concat(rendered(opened, options, ports, stop$), of({ type: 'done' } as const))),
    takeWhile(({ type }) => type !== 'done', true),
  );

const rendered = (
  { track, media }: Opened,
  options: RenderOptions,
  { codecs, filters }: RenderPorts,
  stop$: Observable<unknown>,
): Observable<RenderEvent> => {
  const { startMs, volume } = options;
  const endMs = Math.min(options.endMs, media.lengthMs ?? Infinity);
  const speed = (options.filters.timescale?.speed ?? 1) * (options.filters.timescale?.rate ?? 1);
  const expectedSamples = ((endMs - startMs) / 1000 / speed) * SAMPLE_RATE;

  const through = (writer: SoundWriter): Observable<RenderEvent> =>
    codecs.decoder(media.format).pipe(
      switchMap((decoder) =>
        pump({
          media,
          decoder,
          filters,
          write: (pcm) => from(writer.write(pcm).then(() => pcm)),
          settings: options.filters,
          volume,
          startMs,
          // Not the length: a container may err about it, and the sound itself ends where it ends.
          endMs: options.endMs,
          stop$,
        }).pipe(finalize(() => decoder.free())),
      ),
      map((pumped) => ({ type: 'progress', ...pumped }) as const),
    );

  const finished = (writer: SoundWriter): Observable<never> =>
    defer(() => from(writer.finish())).pipe(ignoreElements());

  return defer(() => from(createOutputFile(options.output))).pipe(
    switchMap((file) =>
      concat(
        // Not before the output is ours: what could not be opened is not to be removed, either.
        of({ type: 'opened', track, endMs } as const),
        createWriter({ file, kind: options.kind, codecs, tags: track, expectedSamples }).pipe(
          switchMap((writer) =>
            concat(
              through(writer).pipe(
                catchError((error: unknown) =>
                  concat(
                    finished(writer),
                    throwError(() => error),
                  ),
                ),
              ),
              finished(writer),
            ),
          ),
        ),
      ),
    ),
  );
};
