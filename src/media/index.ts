/** Between sources and the graph: what an identifier stands for, and the sound of a track. */
export { createLoader } from './loader.ts';
export type { LoaderDeps, MediaLoader } from './loader.ts';
export { createMediaPort } from './port.ts';
export type { CountedMediaPort, MediaPortDeps } from './port.ts';
