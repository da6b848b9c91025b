import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { RoutePlannerStatus } from '../../../src/protocol/messages/answers/index.ts';
import { writeRoutePlanner } from '../../../src/protocol/index.ts';
import type { RoutePlannerMessage } from '../../../src/protocol/index.ts';
import { javaDate } from '../../../src/protocol/messages/java.date.ts';
import { acceptAnswer } from '../../support/lavalink.protocol.ts';

const AT_MS = 1_573_520_707_545;
const base = { family: 4, size: 256n, failing: [] } as const;

describe('status of the route planner', () => {
  it.each<readonly [string, RoutePlannerMessage, string]>([
    [
      'RotateOnBan before its first address',
      {
        ...base,
        details: { class: 'RotatingIpRoutePlanner', rotateIndex: 0n, ipIndex: 0n, currentAddress: null },
      },
      '{"class":"RotatingIpRoutePlanner","details":{"ipBlock":{"type":"Inet4Address","size":"256"},"failingAddresses":[],' +
        '"rotateIndex":"0","ipIndex":"0","currentAddress":"null"}}',
    ],
    [
      'RotateOnBan',
      {
        ...base,
        failing: [{ address: '1.0.0.0', atMs: AT_MS }],
        details: { class: 'RotatingIpRoutePlanner', rotateIndex: 1n, ipIndex: 2n, currentAddress: '1.0.0.1' },
      },
      '{"class":"RotatingIpRoutePlanner","details":{"ipBlock":{"type":"Inet4Address","size":"256"},"failingAddresses":' +
        '[{"failingAddress":"/1.0.0.0","failingTimestamp":1573520707545,"failingTime":"Mon Nov 11 20:05:07 EST 2019"}],' +
        '"rotateIndex":"1","ipIndex":"2","currentAddress":"/1.0.0.1"}}',
    ],
    [
      'LoadBalance',
      {
        ...base,
        failing: [
          { address: '1.0.0.0', atMs: AT_MS },
          { address: '1.0.0.9', atMs: 0 },
        ],
        details: { class: 'BalancingIpRoutePlanner' },
      },
      '{"class":"BalancingIpRoutePlanner","details":{"ipBlock":{"type":"Inet4Address","size":"256"},"failingAddresses":' +
        '[{"failingAddress":"/1.0.0.0","failingTimestamp":1573520707545,"failingTime":"Mon Nov 11 20:05:07 EST 2019"},' +
        '{"failingAddress":"/1.0.0.9","failingTimestamp":0,"failingTime":"Wed Dec 31 19:00:00 EST 1969"}]}}',
    ],
    [
      'NanoSwitch',
      {
        family: 6,
        size: 1n << 64n,
        failing: [{ address: '2001:db8:0:0:0:0:0:1', atMs: AT_MS }],
        details: { class: 'NanoIpRoutePlanner', currentAddressIndex: 36_792_023_813n },
      },
      '{"class":"NanoIpRoutePlanner","details":{"ipBlock":{"type":"Inet6Address","size":"18446744073709551616"},' +
        '"failingAddresses":[{"failingAddress":"/2001:db8:0:0:0:0:0:1","failingTimestamp":1573520707545,' +
        '"failingTime":"Mon Nov 11 20:05:07 EST 2019"}],"currentAddressIndex":"36792023813"}}',
    ],
    [
      'RotatingNanoSwitch',
      {
        family: 6,
        size: 1n << 80n,
        failing: [],
        details: { class: 'RotatingNanoIpRoutePlanner', blockIndex: 3n, currentAddressIndex: 7n },
      },
      '{"class":"RotatingNanoIpRoutePlanner","details":{"ipBlock":{"type":"Inet6Address",' +
        '"size":"1208925819614629174706176"},"failingAddresses":[],"blockIndex":"3","currentAddressIndex":"7"}}',
    ],
  ])('%s', (_name, message, text) => {
    const written = writeRoutePlanner(message, 'America/New_York');
    expect(written).toBe(text);
    const parsed: unknown = JSON.parse(written);
    expect(RoutePlannerStatus.decode(parsed)).toEqual(E.right(parsed));
    acceptAnswer('getRoutePlannerStatus', parsed);
  });
});

describe('dates as Java prints them', () => {
  it.each([
    [AT_MS, 'America/New_York', 'Mon Nov 11 20:05:07 EST 2019'],
    [AT_MS, 'UTC', 'Tue Nov 12 01:05:07 UTC 2019'],
    [Date.UTC(2025, 0, 6, 12, 34, 56), 'UTC', 'Mon Jan 06 12:34:56 UTC 2025'],
    // Midnight is 00, not 24.
    [Date.UTC(2024, 1, 29), 'UTC', 'Thu Feb 29 00:00:00 UTC 2024'],
    [Date.UTC(2024, 0, 1, 12), 'Europe/Berlin', 'Mon Jan 01 13:00:00 CET 2024'],
    [Date.UTC(2024, 6, 1, 12), 'Europe/Berlin', 'Mon Jul 01 14:00:00 CEST 2024'],
    [Date.UTC(2024, 0, 1, 12), 'Asia/Kolkata', 'Mon Jan 01 17:30:00 IST 2024'],
    [Date.UTC(2024, 0, 1, 12), 'Australia/Sydney', 'Mon Jan 01 23:00:00 AEDT 2024'],
    // English has no name for this one.
    [Date.UTC(2024, 0, 1, 12), 'America/Sao_Paulo', 'Mon Jan 01 09:00:00 GMT-3 2024'],
  ])('%d in %s', (epochMs, timeZone, text) => expect(javaDate(epochMs, timeZone)).toBe(text));

  it('in the zone of the machine', () => {
    expect(javaDate(AT_MS)).toBe(javaDate(AT_MS, new Intl.DateTimeFormat().resolvedOptions().timeZone));
  });
});
