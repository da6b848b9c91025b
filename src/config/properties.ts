/** `.properties` files to entries that remember their line. */
import { Properties } from 'properties-file/parser';
import { pathOf, problem } from './entry.ts';
import type { Entry } from './entry.ts';
import type { ParsedFile } from './yaml.ts';

/** What Spring takes for the beginning of another document. */
const SEPARATOR = /^[#!]---\s*$/;

/**
 * The settings in `text`.
 *
 * @param name how people call the file
 */
export const parseProperties = (text: string, name: string): ParsedFile => {
  const documents: Entry[][] = [[]];
  try {
    for (const node of new Properties(text).nodes) {
      if (node.type === 'comment' && SEPARATOR.test(node.rawLine)) documents.push([]);
      if (node.type !== 'property') continue;
      const origin = { text: `${name}:${node.startingLineNumber}` };
      documents.at(-1)?.push({ path: pathOf(node.key), text: node.value, origin });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { documents: [], problems: [problem({ text: name }, [], message)] };
  }
  return { documents, problems: [] };
};
