/** What `main.ts` is for the node, this is for `lavastream render`: config → ports → command. No server, no voice. */
import * as E from 'fp-ts/lib/Either.js';
import { ReplaySubject } from 'rxjs';
import type { Log } from '../../streams/ports.ts';
import { createCodecs } from '../codecs/index.ts';
import { listNames, loadConfig, readTextFile } from '../config/index.ts';
import type { Config, ConfigFailure, LoadedConfig } from '../config/index.ts';
import { containers } from '../containers/index.ts';
import { createFilters } from '../dsp/index.ts';
import { createLoader, createMediaPort } from '../media/index.ts';
import { sourcesOf } from '../node/sources.ts';
import { renderCommand, type Terminal } from './command.ts';
import type { RenderPorts } from './render.ts';

/** Only what somebody at a terminal has to know; the rest is told by the command itself. */
const quietLog = (err: (text: string) => void): Log => ({
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => err(`lavastream render: ${message}\n`),
  error: (message) => err(`lavastream render: ${message}\n`),
});

const portsFrom = (config: Config, log: Log): RenderPorts => {
  const settings = config.lavalink.server;
  // Who types a command may read every file and reach every host that the process may: nothing is switched off here.
  const allowed = {
    ...settings,
    sources: { ...settings.sources, local: true, http: true },
    httpConfig: { ...settings.httpConfig, allowPrivateNetworks: true },
  };
  const sources = sourcesOf(allowed, null);
  return {
    loader: createLoader({ sources, containers, log }),
    media: createMediaPort({ sources, containers, log }),
    codecs: createCodecs({
      log,
      encodingQuality: settings.opusEncodingQuality,
      resamplingQuality: settings.resamplingQuality,
    }),
    filters: createFilters(),
  };
};

/** A password is the server's business, and there is none: not having one is no mistake here. */
const NO_SERVER = { LAVALINK_SERVER_PASSWORD: 'unused' } as const;

const processTerminal = (): Terminal => {
  const stop = new ReplaySubject<void>(1);
  // The second Ctrl+C is the system's: it ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.next());
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    stderr: process.stderr,
    stop$: stop.asObservable(),
  };
};

/**
 * Runs `lavastream render` in this process; never rejects for anything that is wrong with input, output or arguments.
 *
 * @param argv without the program, the script and `render`
 * @returns the exit code: 0 rendered, 1 not (all of it), 2 wrong arguments
 * @example process.exitCode = await renderMain(['song.mp3', '-o', 'song.wav']);
 */
export const renderMain = (
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> =>
  renderCommand(
    argv,
    () => {
      const loaded = loadConfig({
        argv: [...argv],
        env: { ...NO_SERVER, ...process.env },
        cwd: process.cwd(),
        readFile: readTextFile,
        listNames,
      });
      return E.bimap(
        (failure: ConfigFailure) => failure.problems.map(({ message }) => `Configuration: ${message}`),
        ({ config }: LoadedConfig) => portsFrom(config, quietLog(terminal.err)),
      )(loaded);
    },
    terminal,
  );
