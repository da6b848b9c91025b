/** Addresses that were refused, by whom, and until when they are left alone. */

export const FAILING_MS = 7 * 24 * 60 * 60 * 1000;

/** As many as a /16 has addresses. Of an endless IPv6 block only so many are remembered: the oldest are forgotten. */
export const MAX_FAILING = 65_536;

export interface Failing {
  /** Marks number `index`, anew if it is marked already. `service` null: it is of no use to any. */
  mark(index: bigint, service: string | null, atMs: number): void;
  /** May `service` not be asked from there? */
  has(index: bigint, service: string, nowMs: number): boolean;
  /** From where `service` may not be asked, or null: nobody; a number may come twice. */
  of(service: string | null, nowMs: number): readonly bigint[];
  /** When each was marked last, the longest ago first. */
  entries(nowMs: number): readonly (readonly [index: bigint, atMs: number])[];
  /** For all services. */
  free(index: bigint): void;
  freeAll(): void;
}

interface Mark {
  readonly index: bigint;
  readonly service: string | null;
  readonly atMs: number;
}

const keyOf = (index: bigint, service: string | null): string =>
  service === null ? `${index}` : `${index} ${service}`;

/** Marks expire when somebody looks: no timer runs. Times are epoch ms. */
export const createFailing = (): Failing => {
  /** In the order of marking. */
  const marks = new Map<string, Mark>();

  const forget = (isForgotten: (mark: Mark) => boolean): void => {
    for (const [key, mark] of marks) if (isForgotten(mark)) marks.delete(key);
  };
  const isOver = ({ atMs }: Mark, nowMs: number): boolean => nowMs - atMs >= FAILING_MS;
  const isMarked = (key: string, nowMs: number): boolean => {
    const mark = marks.get(key);
    return mark !== undefined && !isOver(mark, nowMs);
  };

  return {
    mark: (index, service, atMs) => {
      const key = keyOf(index, service);
      marks.delete(key);
      marks.set(key, { index, service, atMs });
      const [oldest] = marks.keys();
      if (marks.size > MAX_FAILING && oldest !== undefined) marks.delete(oldest);
    },
    has: (index, service, nowMs) =>
      isMarked(keyOf(index, null), nowMs) || isMarked(keyOf(index, service), nowMs),
    of: (service, nowMs) => {
      forget((mark) => isOver(mark, nowMs));
      return [...marks.values()]
        .filter((mark) => mark.service === null || mark.service === service)
        .map(({ index }) => index);
    },
    entries: (nowMs) => {
      forget((mark) => isOver(mark, nowMs));
      const last = new Map<bigint, number>();
      for (const { index, atMs } of marks.values()) {
        last.delete(index);
        last.set(index, atMs);
      }
      return [...last];
    },
    free: (index) => forget((mark) => mark.index === index),
    freeAll: () => marks.clear(),
  };
};
