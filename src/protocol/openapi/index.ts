/** The v4 wire as an OpenAPI document. To be imported when it is asked for: few do. */
export { openApiDocument } from './document.ts';
export { OPERATIONS, type Operation } from './operations.ts';
