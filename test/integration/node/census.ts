/** Counts what a node holds of the world: whatever is left when nothing plays is a leak. */
import { expect } from 'vitest';
import { liveCodecObjects } from '../../../src/codecs/index.ts';
import type { Rig } from './rig.ts';

export interface Census {
  readonly sockets: number;
  readonly timers: number;
  /** Native codec contexts, WebAssembly instances, child processes. */
  readonly codecs: number;
  readonly sources: number;
  readonly players: number;
  /** Voice sessions that the voice server still holds. */
  readonly sessions: number;
}

/** Not the pipes: they are the test runner's. */
const SOCKETS = /^(TCP|UDP|TLS|Process)/;

/** Of this whole process, servers and clients of the test included: compare two of them. */
export const census = ({ node, gateway }: Rig): Census => {
  const resources = process.getActiveResourcesInfo();
  return {
    sockets: resources.filter((name) => SOCKETS.test(name)).length,
    timers: resources.filter((name) => name === 'Timeout').length,
    codecs: liveCodecObjects(),
    sources: node.liveSources(),
    players: node.snapshots().length,
    sessions: gateway.sessions.length,
  };
};

const LOOK_MS = 20;
const PATIENCE_LOOKS = 500;
const CALM_LOOKS = 15;

const look = async (rig: Rig): Promise<Census> => {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return census(rig);
};

const isEqual = (a: Census, b: Census): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The census as soon as it does not change any more. */
export const calm = async (rig: Rig): Promise<Census> => {
  let last = await look(rig);
  for (let same = 0; same < CALM_LOOKS;) {
    const now = await look(rig);
    same = isEqual(now, last) ? same + 1 : 0;
    last = now;
  }
  return last;
};

/** Waits until the census is as it was; closing takes its time. Fails with the difference. */
export const untilAsBefore = async (rig: Rig, before: Census): Promise<void> => {
  let now = census(rig);
  for (let n = 0; n < PATIENCE_LOOKS && !isEqual(now, before); n += 1) now = await look(rig);
  expect(now).toEqual(before);
};
