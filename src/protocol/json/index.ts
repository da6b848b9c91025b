/** Lossless JSON. */
export type { Json, JsonArray, JsonObject, JsonText } from './json.ts';
export { JsonWord, isJsonArray, isJsonObject, isJsonWord } from './json.ts';
export { doubleText, floatText, isNumber } from './number.ts';
export type { JsonProblem } from './parse.ts';
export { parseBody, parseJson } from './parse.ts';
export { stringifyJson, userDataText } from './stringify.ts';
