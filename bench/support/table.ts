/** Rows as a Markdown table that is readable in a terminal, too, and below it what each row means. */
import type { Bench, Row } from '../types.ts';

const number = (value: number | null): string => {
  if (value === null) return '–';
  if (value !== 0 && Math.abs(value) < 1) return value.toFixed(3);
  return Math.abs(value) < 100 ? value.toFixed(2) : value.toFixed(0);
};

const cells = ({ what, value, floor, ratio, unit }: Row): readonly string[] => [
  what,
  number(value),
  number(floor),
  unit,
  ratio === null ? '–' : `${ratio.toFixed(2)} ×`,
];

const HEADER = ['what', 'measured', 'floor', 'unit', 'ratio'] as const;

const isText = (column: number): boolean => column === 0 || column === 3;

export const tableOf = ({ name, about }: Bench, rows: readonly Row[]): string => {
  const lines = [HEADER, ...rows.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0), 3));
  const line = (texts: readonly string[]): string => {
    const padded = texts.map((text, column) =>
      isText(column) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = line(
    widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  const [head, ...body] = lines.map(line);
  const meanings = rows.map(({ what, meaning }) => `- ${what}: ${meaning}`);
  return [`### ${name}: ${about}`, '', head, rule, ...body, '', ...meanings, ''].join('\n');
};
