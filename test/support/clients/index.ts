/** Client libraries from npm, each behind the same few calls. */
export { connectLavacord } from './lavacord.ts';
export { connectPoru } from './poru.ts';
export { connectRiffy } from './riffy.ts';
export { present } from './types.ts';
export type { Client, Connect, World } from './types.ts';
