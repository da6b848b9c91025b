import { describe, expect, it } from 'vitest';
import { createVoicePorts } from '../../../src/voice/index.ts';
import { silentLog } from '../../../marbles/support.ts';

describe('the report of the voice parts', () => {
  it('names what is installed', () => {
    expect(createVoicePorts({ log: silentLog }).report()).toEqual({
      gateway: '@discordjs/voice',
      dave: '@snazzah/davey',
      xchacha: 'sodium-native',
      aes: 'node:crypto',
    });
  });
});
