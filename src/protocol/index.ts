/** The Lavalink v4 wire, and nothing else: this folder imports nothing of ours. */

/** Lossless JSON: numbers keep their digits, objects their order. */
export * from './json/index.ts';
/** The opaque text that a track is on the wire. */
export * from './track/index.ts';
/** Requests, answers, events. */
export * from './messages/index.ts';
