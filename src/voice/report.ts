/** Which voice parts are installed, without loading any of them. */
import { createRequire } from 'node:module';

export interface VoiceReport {
  /** End-to-end encryption; null: only stage channels will take us. */
  readonly dave: '@snazzah/davey' | null;
  /** The preferred transport encryption; by the second one it is 25 times dearer. */
  readonly xchacha: 'sodium-native' | '@noble/ciphers' | null;
  readonly aes: 'node:crypto';
  /** Without it no voice at all. */
  readonly gateway: '@discordjs/voice' | null;
}

const { resolve } = createRequire(import.meta.url);

/** Looks for the package, loads nothing. */
export const isInstalled = (specifier: string): boolean => {
  try {
    resolve(specifier);
    return true;
  } catch {
    // Not found is the answer, not a failure.
    return false;
  }
};

export const voiceReport = (): VoiceReport => {
  const noble = isInstalled('@noble/ciphers/chacha.js') ? '@noble/ciphers' : null;
  return {
    dave: isInstalled('@snazzah/davey') ? '@snazzah/davey' : null,
    xchacha: isInstalled('sodium-native') ? 'sodium-native' : noble,
    aes: 'node:crypto',
    gateway: isInstalled('@discordjs/voice') ? '@discordjs/voice' : null,
  };
};
