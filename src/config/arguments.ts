/** The command line: `--lavalink.server.password=x`, Java's `-Dserver.port=2333`, and our `--config file`. */
import { pathOf } from './entry.ts';
import type { Entry } from './entry.ts';

export interface Arguments {
  /** `-D…`: below SPRING_APPLICATION_JSON. */
  readonly system: readonly Entry[];
  /** `--…`: above everything. */
  readonly options: readonly Entry[];
  /** Files or folders named with `--config`. */
  readonly locations: readonly string[];
}

const entryOf = (prefix: string, argument: string): Entry => {
  const [key = ''] = argument.split('=', 1);
  const text = argument.includes('=') ? argument.slice(key.length + 1) : 'true';
  return { path: pathOf(key), text, origin: { text: `argument ${prefix}${key}` } };
};

/** Other arguments (`--version`) are none of the configuration's business: its keys have a dot. */
const isKey = (argument: string): boolean => /^[\w-]+\./.test(argument);

/** @param argv without the program and the script */
export const parseArguments = (argv: readonly string[]): Arguments => {
  const system: Entry[] = [];
  const options: Entry[] = [];
  const locations: string[] = [];
  argv.forEach((argument, index) => {
    if (argument.startsWith('--config=')) locations.push(argument.slice('--config='.length));
    else if (argument === '--config') locations.push(argv[index + 1] ?? '');
    else if (argument.startsWith('-D') && isKey(argument.slice(2)))
      system.push(entryOf('-D', argument.slice(2)));
    else if (argument.startsWith('--') && isKey(argument.slice(2)))
      options.push(entryOf('--', argument.slice(2)));
  });
  return { system, options, locations };
};
