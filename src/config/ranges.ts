/** Numbers that are out of range are replaced with a warning, in the reference's words (protocol §7.1, §7.2). */
import type { Config } from './schema.ts';

type ServerConfig = Config['lavalink']['server'];

export interface Ranged {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** Less than this cannot bridge two ticks of the sender. */
const MIN_BUFFER_MS = 40;
const DEFAULT_BUFFER_MS = 400;

export const applyRanges = (config: Config): Ranged => {
  const warnings: string[] = [];
  const { server } = config.lavalink;

  const settle = (
    key: keyof ServerConfig,
    isGood: boolean,
    value: number,
    fallback: number,
    text: string,
  ): number => {
    if (isGood) return value;
    warnings.push(`lavalink.server.${key}: ${text}`);
    return fallback;
  };

  const buffer = server.bufferDurationMs;
  const frames = server.frameBufferDurationMs;
  const quality = server.opusEncodingQuality;
  const stuck = server.trackStuckThresholdMs;
  const bufferText =
    buffer <= 0
      ? `The send buffer cannot be switched off here. Using the smallest, ${MIN_BUFFER_MS}ms`
      : `Buffer size of ${buffer}ms is illegal. Defaulting to ${DEFAULT_BUFFER_MS}ms`;

  const ranged: ServerConfig = {
    ...server,
    bufferDurationMs: settle(
      'bufferDurationMs',
      buffer >= MIN_BUFFER_MS,
      buffer,
      buffer <= 0 ? MIN_BUFFER_MS : DEFAULT_BUFFER_MS,
      bufferText,
    ),
    frameBufferDurationMs: settle(
      'frameBufferDurationMs',
      frames >= 200,
      frames,
      5_000,
      `Buffer size of ${frames}ms is illegal. Defaulting to 5000ms`,
    ),
    opusEncodingQuality: settle(
      'opusEncodingQuality',
      quality >= 0 && quality <= 10,
      quality,
      10,
      `Opus encoding quality ${quality} is not within the range of 0 to 10. Defaulting to 10`,
    ),
    trackStuckThresholdMs: settle(
      'trackStuckThresholdMs',
      stuck >= 100,
      stuck,
      10_000,
      `Track Stuck Threshold of ${stuck}ms is too small. Defaulting to 10000ms`,
    ),
  };
  return { config: { ...config, lavalink: { server: ranged } }, warnings };
};
