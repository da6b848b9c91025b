/** The four ways to choose an address, by the names they have in the configuration. */
export { loadBalance } from './load.balance.ts';
export { nanoSwitch } from './nano.switch.ts';
export { rotateOnBan } from './rotate.on.ban.ts';
export { rotatingNanoSwitch } from './rotating.nano.switch.ts';
export { SLASH_64 } from './strategy.ts';
export type { Details, Strategy, View } from './strategy.ts';
