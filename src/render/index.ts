/** `lavastream render`: a track through a player's pipeline into a file, without a clock and without a server. */
export { parseRenderArguments } from './arguments.ts';
export type { RenderArguments } from './arguments.ts';
export { renderCommand } from './command.ts';
export type { Terminal } from './command.ts';
export { pump } from './pump.ts';
export type { Pumped, PumpOptions } from './pump.ts';
export { render } from './render.ts';
export type { RenderEvent, RenderOptions, RenderPorts } from './render.ts';
export { renderMain } from './wire.ts';
