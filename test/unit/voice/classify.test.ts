import { describe, expect, it } from 'vitest';
import {
  CAUSES,
  classify,
  CODES,
  type ConnectCause,
  type LocalCause,
} from '../../../streams/voice/classify.ts';

const close = (code: number) => ({ cause: 'close' as const, code });

describe('what a close code means', () => {
  const survived = [1001, 1006, 4000, 4001, 4002, 4003, 4005, 4009, 4012, 4015, 4016, 4020];
  it.each(survived)('%d is survived', (code) => {
    expect(classify(close(code), true)).toBe('resume');
    expect(classify(close(code), false)).toBe('reconnect');
  });

  const told = [1000, 1002, 1003, 1005, 1007, 1008, 1011, 1012, 4004, 4006, 4007, 4010, 4011, 4013, 4014];
  it.each([...told, 4021, 4022, 4900, 4999])('%d is told, and new credentials help', (code) => {
    expect(classify(close(code), true)).toBe('wait');
    expect(classify(close(code), false)).toBe('wait');
  });

  it('4017 is told, and credentials are not what is missing', () => {
    expect(classify(close(4017), true)).toBe('giveUp');
    expect(classify(close(4017), false)).toBe('giveUp');
  });

  it('no row is without a case here', () => {
    const cases = new Set([...survived, ...told, 4017, 4021, 4022]);
    expect([...CODES.keys()].filter((code) => !cases.has(code))).toEqual([]);
  });
});

describe('what any other end means', () => {
  const rows: Record<ConnectCause | LocalCause, readonly [fresh: string, ready: string]> = {
    refused: ['reconnect', 'resume'],
    unreachable: ['reconnect', 'resume'],
    dns: ['reconnect', 'resume'],
    tls: ['reconnect', 'resume'],
    upgrade: ['reconnect', 'resume'],
    connectTimeout: ['reconnect', 'resume'],
    other: ['reconnect', 'resume'],
    endpoint: ['wait', 'wait'],
    helloTimeout: ['reconnect', 'resume'],
    readyTimeout: ['reconnect', 'resume'],
    acksMissed: ['reconnect', 'resume'],
    discoveryTimeout: ['wait', 'wait'],
    descriptionTimeout: ['wait', 'wait'],
    unreadable: ['giveUp', 'giveUp'],
    noMode: ['giveUp', 'giveUp'],
    defect: ['giveUp', 'giveUp'],
  };
  it.each(Object.keys(CAUSES) as (keyof typeof CAUSES)[])('%s', (cause) => {
    // The code is what the client would be told; the cause decides.
    expect([false, true].map((wasReady) => classify({ cause, code: 1006 }, wasReady))).toEqual(rows[cause]);
  });
});
