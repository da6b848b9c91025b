/** Is a package there? Answered by resolving its name, which reads a few small files and runs none of its code. */
import { createRequire } from 'node:module';

/** The file a package's name stands for, seen from `from` (a file or its URL); null when it is not installed. */
export const resolvePackage = (name: string, from: string | URL = import.meta.url): string | null => {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return null; // that it cannot be resolved is the answer, not a failure
  }
};

/** For a provider's `probe`: null when installed, else why not. */
export const missing = (name: string): string | null =>
  resolvePackage(name) === null ? `${name} is not installed` : null;
