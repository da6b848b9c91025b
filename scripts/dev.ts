/** `npm run dev`: the node from its sources. */
import { main } from '../src/main.ts';

await main();
