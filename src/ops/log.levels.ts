/** `logging.level.<logger>`: which level holds for which logger. */

/** Levels by logger name; `root` holds for whatever no other name holds for. */
export type Levels = Readonly<Record<string, string>>;

/** Every logger of this node. */
export const LOGGERS = {
  /** The node itself: start, configuration, end, defects. */
  node: 'lavalink',
  /** REST and WebSocket. */
  server: 'lavalink.server',
  /** `logging.request`; the name is the reference's. */
  requests: 'lavalink.server.io.RequestLoggingFilter',
  /** Every message that goes out on a WebSocket, at TRACE; the name is the reference's. */
  socket: 'lavalink.server.io.SocketContext',
  /** Tracks and players. */
  player: 'lavastream.player',
  /** Loading and opening of media. */
  media: 'lavastream.media',
  codecs: 'lavastream.codecs',
  /** Connections to Discord's voice servers. */
  voice: 'lavastream.voice',
} as const;

/** Does `logging.level.<prefix>` hold for the logger? The environment knows no upper case, so case does not matter. */
const holdsFor = (prefix: string, name: string): boolean =>
  `${name}.`.toLowerCase().startsWith(`${prefix}.`.toLowerCase());

/** The level of a logger: that of the longest configured prefix of its name, else that of `root`, else INFO. */
export const levelFor = (name: string, levels: Levels): string => {
  const [longest] = Object.keys(levels)
    .filter((prefix) => holdsFor(prefix, name))
    .sort((a, b) => b.length - a.length);
  const root = Object.keys(levels).find((key) => key.toLowerCase() === 'root') ?? 'root';
  return levels[longest ?? root] ?? 'INFO';
};

/** What is configured for loggers that are not there, one line each. */
export const unusedLevels = (levels: Levels): readonly string[] => {
  const names = Object.values(LOGGERS);
  return Object.keys(levels)
    .filter((key) => key.toLowerCase() !== 'root' && !names.some((name) => holdsFor(key, name)))
    .map((key) => `logging.level.${key} has no effect: the loggers are ${names.join(', ')}`);
};
