/** How the machine and this process are doing (protocol §2.5). */
import os from 'node:os';
import type { Clock, StatsSampler, SystemStats } from '../ports.ts';

/** Loads are averages over at least this long, shared by everybody who asks within it. */
const MIN_WINDOW_MS = 5_000;

interface CpuTimes {
  readonly atMs: number;
  /** Machine, ms, summed over its cores. */
  readonly idleMs: number;
  readonly allMs: number;
  /** This process, ms. */
  readonly ownMs: number;
}

type Cpu = SystemStats['cpu'];

const readCpu = (atMs: number): CpuTimes => {
  let idleMs = 0;
  let allMs = 0;
  for (const { times } of os.cpus()) {
    idleMs += times.idle;
    allMs += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  const { user, system } = process.cpuUsage();
  return { atMs, idleMs, allMs, ownMs: (user + system) / 1000 };
};

/** 0 … 1; 0 for what is no number. */
const fraction = (part: number, whole: number): number => {
  const value = part / whole;
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
};

const loads = (from: CpuTimes, to: CpuTimes, cores: number): Cpu => ({
  cores,
  systemLoad: fraction(to.allMs - from.allMs - (to.idleMs - from.idleMs), to.allMs - from.allMs),
  lavalinkLoad: fraction(to.ownMs - from.ownMs, (to.atMs - from.atMs) * cores),
});

/**
 * The four figures of a Java heap, told of all memory of a Node process, because most of it is outside the heap:
 * `allocated` is what it holds (RSS), `free` what is unused inside its heap, `used` the difference, `reservable` what
 * it could get: the limit of its container, else the machine's memory.
 */
const readMemory = (): SystemStats['memory'] => {
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  const free = Math.min(rss, heapTotal - heapUsed);
  const limit = process.constrainedMemory();
  // Without a limit Node reports 0 or an absurd figure, depending on the platform.
  const reservable = limit > 0 && limit < os.totalmem() ? limit : os.totalmem();
  return { free, used: rss - free, allocated: rss, reservable };
};

/**
 * Samples this process. The loads are 0 until the first window has passed.
 * @example createSystemStats({ clock }).sample().cpu.lavalinkLoad // 0 … 1, of the whole machine
 */
export const createSystemStats = ({ clock }: { readonly clock: Pick<Clock, 'now'> }): StatsSampler => {
  const cores = Math.max(1, os.cpus().length);
  let last = readCpu(clock.now());
  let cpu: Cpu = { cores, systemLoad: 0, lavalinkLoad: 0 };

  const refresh = (): void => {
    const nowMs = clock.now();
    if (nowMs - last.atMs < MIN_WINDOW_MS) return;
    const next = readCpu(nowMs);
    cpu = loads(last, next, cores);
    last = next;
  };

  return {
    sample: () => {
      refresh();
      return { uptimeMs: Math.round(process.uptime() * 1000), memory: readMemory(), cpu };
    },
  };
};
