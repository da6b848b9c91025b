/** `lavastream render`: what is said to people, and with which exit code it ends. */
import { realpath } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import { catchError, finalize, lastValueFrom, map, of, reduce, type Observable } from 'rxjs';
import { toFailure } from '../../streams/failure.ts';
import { SAMPLE_RATE } from '../../streams/ports.ts';
import { CodecError } from '../codecs/index.ts';
import { parseRenderArguments, type RenderArguments } from './arguments.ts';
import { OutputError, removeOutput } from './output.file.ts';
import { createProgress, type Progress } from './progress.ts';
import { render, type RenderEvent, type RenderPorts } from './render.ts';
import { USAGE } from './usage.ts';

/** Where a command speaks, and how it is told to stop. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stderr: NodeJS.WriteStream;
  /** Ctrl+C: emits, also to who comes late. */
  readonly stop$: Observable<unknown>;
}

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** How a rendering went. */
interface Outcome {
  readonly title: string;
  readonly author: string;
  readonly samples: number;
  readonly peak: number;
  readonly isWhole: boolean;
}

const NOTHING: Outcome = { title: '', author: '', samples: 0, peak: 0, isWhole: false };

const reasonOf = (error: unknown): string => {
  if (error instanceof OutputError || error instanceof CodecError) return error.message;
  const { message, cause } = toFailure(error, 'Something broke.');
  return cause === '' || cause.endsWith(message) ? message : `${message} (${cause})`;
};

const isSameFile = async (input: string, output: string): Promise<boolean> => {
  // What is not there is no file, and so not the same one.
  const [from, to] = await Promise.all([input, output].map((path) => realpath(path).catch(() => null)));
  return from !== null && from === to;
};

const sentence = ({ output }: RenderArguments, { samples, peak }: Outcome, elapsedMs: number): string => {
  const seconds = samples / SAMPLE_RATE;
  const speed = Math.round((seconds * 1000) / Math.max(1, elapsedMs));
  const level = peak === 0 ? 'silent' : `peak ${(20 * Math.log10(peak)).toFixed(2)} dBFS`;
  return `${output}: ${seconds.toFixed(3)} s, ${level}, in ${(elapsedMs / 1000).toFixed(1)} s (${speed} × real time)`;
};

const json = (args: RenderArguments, outcome: Outcome, elapsedMs: number): string =>
  JSON.stringify({
    input: args.input,
    output: args.output,
    title: outcome.title,
    author: outcome.author,
    sampleRate: SAMPLE_RATE,
    channels: 2,
    samples: outcome.samples,
    durationMs: (outcome.samples * 1000) / SAMPLE_RATE,
    peak: outcome.peak,
    isWhole: outcome.isWhole,
    elapsedMs: Math.round(elapsedMs),
  });

const outcomeOf = (
  events$: Observable<RenderEvent>,
  args: RenderArguments,
  { err, stderr }: Terminal,
): Promise<Outcome> => {
  let progress: Progress | undefined;
  let sofar = NOTHING;
  return lastValueFrom(
    events$.pipe(
      map((event): Outcome => {
        switch (event.type) {
          case 'opened':
            progress = createProgress(stderr, args.startMs, event.endMs);
            return (sofar = { ...sofar, title: event.track.title, author: event.track.author });
          case 'progress':
            progress?.update(event.positionMs);
            return (sofar = { ...sofar, samples: event.samples, peak: event.peak });
          case 'done':
            return (sofar = { ...sofar, isWhole: true });
        }
      }),
      finalize(() => progress?.stop()),
      reduce((_, outcome) => outcome, sofar),
      catchError((error: unknown) => {
        err(`lavastream render: ${reasonOf(error)}\n`);
        return of(sofar);
      }),
    ),
  );
};

const run = async (args: RenderArguments, ports: RenderPorts, terminal: Terminal): Promise<number> => {
  const { out, err, stop$ } = terminal;
  for (const warning of args.warnings) err(`lavastream render: ${warning}\n`);
  if (await isSameFile(args.input, args.output)) {
    err(`lavastream render: ${args.output} is the input, and would be lost.\n`);
    return EXIT.usage;
  }
  const startedAt = performance.now();
  let isStopped = false;
  const watching = stop$.subscribe(() => (isStopped = true));
  let isOpened = false;
  const events$ = render(args, ports, stop$).pipe(
    map((event) => {
      isOpened = true;
      return event;
    }),
  );
  const found = await outcomeOf(events$, args, terminal);
  watching.unsubscribe();
  const outcome = { ...found, isWhole: found.isWhole && !isStopped };
  if (outcome.samples === 0) {
    if (outcome.isWhole)
      err(`lavastream render: there is no sound in ${args.input} from ${args.startMs} ms on.\n`);
    if (isOpened) await removeOutput(args.output).catch(() => undefined); // It is not there, or cannot be.
    return EXIT.failed;
  }
  const elapsedMs = performance.now() - startedAt;
  out(`${args.json ? json(args, outcome, elapsedMs) : sentence(args, outcome, elapsedMs)}\n`);
  if (outcome.isWhole) return EXIT.done;
  err(`lavastream render: ${args.output} holds what came until then, not the whole.\n`);
  return EXIT.failed;
};

/**
 * Runs the command; never rejects for anything that is wrong with input, output or arguments.
 *
 * @param argv without the program, the script and `render`
 * @param portsOf called when there is something to render; Left: why the ports cannot be had, one line each
 * @returns the exit code: 0 rendered, 1 not (all of it), 2 wrong arguments
 */
export const renderCommand = async (
  argv: readonly string[],
  portsOf: () => E.Either<readonly string[], RenderPorts>,
  terminal: Terminal,
): Promise<number> => {
  if (argv.length === 0) {
    terminal.err(USAGE);
    return EXIT.usage;
  }
  const args = parseRenderArguments(argv);
  if (E.isLeft(args)) {
    terminal.err(`lavastream render: ${args.left}\nSee lavastream render --help\n`);
    return EXIT.usage;
  }
  if (args.right.type === 'help') {
    terminal.out(USAGE);
    return EXIT.done;
  }
  const ports = portsOf();
  if (E.isLeft(ports)) {
    for (const line of ports.left) terminal.err(`lavastream render: ${line}\n`);
    return EXIT.usage;
  }
  return run(args.right, ports.right, terminal);
};
