/** What every output format is: somewhere to put sound. */
import type { Pcm } from '../../streams/ports.ts';

export interface SoundWriter {
  /** Appends sound of any length, also none; the next call waits for this one. */
  write(pcm: Pcm): Promise<void>;
  /** Writes what is still to be written, completes the headers and closes the file. */
  finish(): Promise<void>;
}
