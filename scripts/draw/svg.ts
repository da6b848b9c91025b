/** A picture as SVG, by Swirly. */
import { parseMarbleDiagramSpecification } from '@swirly/parser';
import { renderMarbleDiagram } from '@swirly/renderer-node';
import type { Picture } from './pictures.ts';

/** Swirly reads one marble per character; dots are frames of silence to us and must be letters to it. */
const marbles = (lane: string): string => lane.replaceAll('.', 's');

const specification = ({ lanes }: Picture): string =>
  lanes.map(({ name, marbles: lane }) => `${marbles(lane)}\ntitle = ${name}`).join('\n\n');

export const drawSvg = (picture: Picture): string => {
  // Swirly's types do not resolve as ES modules: what comes back is looked at rather than believed.
  const drawn: unknown = renderMarbleDiagram(parseMarbleDiagramSpecification(specification(picture)), {});
  if (typeof drawn === 'object' && drawn !== null && 'xml' in drawn) return String(drawn.xml);
  throw new Error('Swirly drew nothing.');
};
