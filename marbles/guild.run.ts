/** Plays a guild's commands in virtual time, one character a tick. */
import { map } from 'rxjs';
import type { Command } from '../streams/commands.ts';
import type { GuildCtx } from '../streams/guild.ts';
import type { AudioFormat } from '../streams/ports.ts';
import { rig, runGuild, word, type Alive } from './fakes.ts';
import { marbles } from './support.ts';

export interface Seen {
  /** What went out, one character a tick: a packet's letter, `.` silence, `-` nothing, `#` an encoded frame. */
  readonly sent: string;
  /** `tick event`, without playerUpdates. */
  readonly events: readonly string[];
  readonly all: readonly string[];
  readonly alive: Alive;
  readonly speaking: readonly boolean[];
}

const TICKS = 30;

/** Plays `commands` (one character a tick) through a whole guild pipeline in virtual time. */
export const run = (
  commands: string,
  values: Record<string, Command>,
  options: {
    format?: AudioFormat;
    openMs?: number;
    noVoice?: boolean;
    ticks?: number;
    change?: (ctx: GuildCtx) => void;
  } = {},
): Seen => {
  const sent: string[] = [];
  const all: string[] = [];
  const ticks = options.ticks ?? TICKS;
  let alive: Alive = { media: 0, decoders: 0, encoders: 0, filters: 0 };
  let speaking: readonly boolean[] = [];
  marbles((m) => {
    const guildRig = rig(m, options);
    options.change?.(guildRig.ctx);
    ({ alive } = guildRig);
    ({ speaking } = guildRig.voice);
    const { events$, sent$, stop } = runGuild(m.hot(commands, values), guildRig, options.noVoice !== true);
    sent$.subscribe((letter) => (sent[m.scheduler.now()] = letter.startsWith('<') ? '#' : letter));
    const running = events$.pipe(map(word)).subscribe((text) => all.push(`${m.scheduler.now()} ${text}`));
    m.scheduler.schedule(() => {
      running.unsubscribe();
      stop();
    }, ticks);
  });
  return {
    sent: Array.from({ length: ticks }, (_, i) => sent[i] ?? '-').join(''),
    events: all.filter((text) => !/update$|voice$/.test(text)),
    all,
    alive,
    speaking,
  };
};

export const nothing: Alive = { media: 0, decoders: 0, encoders: 0, filters: 0 };
