/** YAML (and JSON, which is YAML) to entries that remember their line. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Scalar } from 'yaml';
import { problem } from './entry.ts';
import type { ConfigProblem, Entry, Origin } from './entry.ts';

/** The settings of one document, in the order of the file. */
export type ConfigDocument = readonly Entry[];

export interface ParsedFile {
  /** In the order of the file; the later ones win. */
  readonly documents: readonly ConfigDocument[];
  readonly problems: readonly ConfigProblem[];
}

/** Deeper than any configuration; an alias that contains itself has no end. */
const MAX_DEPTH = 32;

/** What stands there, without its quotes; nothing for `null` and `~`. */
const scalarText = ({ value, source }: Scalar): string => (value === null ? '' : (source ?? ''));

/**
 * The settings in `text`.
 *
 * @param name how people call the file
 */
export const parseYaml = (text: string, name: string): ParsedFile => {
  const lineCounter = new LineCounter();
  const documents: ConfigDocument[] = [];
  const problems: ConfigProblem[] = [];

  const originAt = (offset: number | undefined): Origin => {
    if (offset === undefined) return { text: name };
    const { line, col } = lineCounter.linePos(offset);
    return { text: `${name}:${line}:${col}` };
  };

  const walk = (
    node: unknown,
    path: readonly string[],
    document: Document.Parsed,
    entries: Entry[],
  ): void => {
    if (path.length > MAX_DEPTH) {
      problems.push(problem({ text: name }, path.slice(0, 4), 'expected less nesting'));
    } else if (isAlias(node)) {
      walk(node.resolve(document), path, document, entries);
    } else if (isMap(node)) {
      for (const { key, value } of node.items) {
        const segment = isScalar(key) ? scalarText(key) : '';
        walk(value, segment === '<<' ? path : [...path, ...segment.split('.')], document, entries);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => walk(item, [...path, `[${index}]`], document, entries));
    } else if (isScalar(node)) {
      entries.push({ path, text: scalarText(node), origin: originAt(node.range?.[0]) });
    }
  };

  for (const document of parseAllDocuments(text, { lineCounter })) {
    for (const { message, pos } of document.errors) {
      const [firstLine = message] = message.split('\n');
      problems.push(problem(originAt(pos[0]), [], firstLine.replace(/ at line \d+, column \d+:?$/, '')));
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const entries: Entry[] = [];
    walk(document.contents, [], document, entries);
    // A document that is only a text is no settings, but neither is an empty file wrong.
    const stray = entries.find(({ path }) => path.length === 0);
    if (stray !== undefined && stray.text !== '')
      problems.push(problem(stray.origin, [], 'expected keys and values'));
    documents.push(entries.filter(({ path }) => path.length > 0));
  }
  return { documents, problems };
};
