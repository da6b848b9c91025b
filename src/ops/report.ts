/** What a person sees first: what this node is, what it found, what it will use. */

export interface ReportPart {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface StartReport {
  readonly version: string;
  readonly node: string;
  readonly parts: readonly ReportPart[];
}

const BANNER = 'Lavastream';

/**
 * @example
 * Lavastream 0.1.0 (Lavalink v4) · Node 24.21.0
 *   Sources     local, http
 *   Opus        node-av (libopus)
 */
export const writeReport = ({ version, node, parts }: StartReport): string => {
  const width = Math.max(...parts.map(({ title }) => title.length)) + 2;
  const body = parts.flatMap(({ title, lines }) =>
    lines.map((line, i) => `  ${(i === 0 ? title : '').padEnd(width)}${line}`),
  );
  return [`${BANNER} ${version} (Lavalink v4) · Node ${node}`, ...body].join('\n');
};
