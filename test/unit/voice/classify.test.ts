import { describe, expect, it } from 'vitest';
import { classify } from '../../../streams/voice/classify.ts';

describe('what a close code means', () => {
  const survived = [1001, 1006, 4000, 4001, 4002, 4003, 4005, 4009, 4012, 4015, 4016, 4020];
  it.each(survived)('%d is survived', (code) => {
    expect(classify(code, true)).toBe('resume');
    expect(classify(code, false)).toBe('reconnect');
  });

  const told = [1000, 1002, 1003, 1005, 1007, 1008, 1011, 1012, 4004, 4006, 4007, 4010, 4011, 4013, 4014];
  it.each([...told, 4017, 4021, 4022, 4900, 4999])('%d is told', (code) => {
    expect(classify(code, true)).toBe('giveUp');
    expect(classify(code, false)).toBe('giveUp');
  });
});
