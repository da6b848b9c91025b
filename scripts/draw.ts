/** `npm run draw`: draws the pictures of `marbles/` into `docs/marbles/` and lists them in `docs/marbles.md`. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { picturesIn, type Picture } from './draw/pictures.ts';
import { drawSvg } from './draw/svg.ts';

const MARBLES = 'marbles';
const OUT = 'docs/marbles';

const nameOf = (file: string): string =>
  [
    ...dirname(file)
      .split('/')
      .filter((part) => part !== '.'),
    basename(file, '.test.ts'),
  ].join('-');

const listed = (name: string, pictures: readonly Picture[], file: string): string => {
  const rows = pictures.map(({ title, lanes }, i) => {
    const notes = lanes.flatMap(({ name: lane, note }) => (note === '' ? [] : [`- *${lane}*: ${note}`]));
    return [`**${title}**`, '', `![${title}](marbles/${name}-${i + 1}.svg)`, '', ...notes, ''].join('\n');
  });
  return [`## ${name.replaceAll('-', ' · ')}`, '', `\`${MARBLES}/${file}\``, '', ...rows].join('\n');
};

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const files = (await readdir(MARBLES, { recursive: true }))
  .filter((file) => file.endsWith('.test.ts'))
  .sort();
const sections: string[] = [];
for (const file of files) {
  const pictures = picturesIn(await readFile(join(MARBLES, file), 'utf8'));
  if (pictures.length === 0) continue;
  const name = nameOf(file);
  for (const [i, picture] of pictures.entries()) {
    await writeFile(join(OUT, `${name}-${i + 1}.svg`), drawSvg(picture));
  }
  sections.push(listed(name, pictures, file));
}
const head =
  '# The streams, drawn\n\nEach picture is the comment above a marble test; `npm run draw` draws them anew.\n';
await writeFile('docs/marbles.md', [head, ...sections].join('\n'));
console.log(`${sections.length} files drawn into ${OUT}`);
