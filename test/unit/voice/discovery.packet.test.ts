import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discoveryRequest, parseDiscovery } from '../../../streams/voice/discovery.packet.ts';

const answer = (address: string, port: number): Uint8Array => {
  const packet = new Uint8Array(74);
  packet.set([0, 2, 0, 70, 0, 0, 0, 1]);
  packet.set(new TextEncoder().encode(address), 8);
  new DataView(packet.buffer).setUint16(72, port);
  return packet;
};

describe('IP discovery packets', () => {
  it('reads an answer', () => {
    expect(parseDiscovery(answer('203.0.113.7', 50001))).toEqual({ address: '203.0.113.7', port: 50001 });
  });

  it.each([
    ['our own request', discoveryRequest(1)],
    ['a short one', answer('1.2.3.4', 5).subarray(0, 73)],
    ['no address', answer('', 5)],
    ['a name', answer('example.com', 5)],
    ['port 0', answer('1.2.3.4', 0)],
    ['an address without an end', answer('1'.repeat(64), 5)],
    ['a keepalive echo', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)],
  ])('does not take %s for one', (_, packet) => expect(parseDiscovery(packet)).toBeNull());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        parseDiscovery(bytes);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});
