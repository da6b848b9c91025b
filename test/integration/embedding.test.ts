/** The example of docs/embedding.md runs, as a process of its own, and is what the page shows. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('plays in a bot process of its own, down to a listener who decrypts', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=lavastream-source', 'examples/loopback.ts'],
    { timeout: 25_000 },
  );
  expect(stdout).toMatch(/^finished; the listener heard \d\d frames, 0 missing/m);
});

it('is what the page shows', async () => {
  const page = await readFile('docs/embedding.md', 'utf8');
  expect(page).toContain(await readFile('examples/embedding.ts', 'utf8'));
});
