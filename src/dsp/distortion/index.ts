/** distortion: offset + scale·(sinOffset + sin)·(cosOffset + cos)·(tanOffset + tan), clamped (audio.md §1.12). */
import { stateless, type FilterKind } from '../filter.ts';

export interface Distortion {
  readonly sinOffset: number;
  readonly sinScale: number;
  readonly cosOffset: number;
  readonly cosScale: number;
  readonly tanOffset: number;
  readonly tanScale: number;
  readonly offset: number;
  readonly scale: number;
}

const NEUTRAL: Distortion = {
  sinOffset: 0,
  sinScale: 1,
  cosOffset: 0,
  cosScale: 1,
  tanOffset: 0,
  tanScale: 1,
  offset: 0,
  scale: 1,
};

const fields = (d: Distortion) =>
  [d.sinOffset, d.sinScale, d.cosOffset, d.cosScale, d.tanOffset, d.tanScale, d.offset, d.scale] as const;

export const distortion: FilterKind<Distortion> = {
  enabled: (settings) => fields(settings).some((value, i) => value !== fields(NEUTRAL)[i]),
  problem: () => null,
  open: (kernel, settings) => stateless((n) => kernel.run.distortion(n, ...fields(settings))),
};
