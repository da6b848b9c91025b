/** How all encoders are set up, so that it does not matter which one is installed. */

/**
 * 128 kbit/s, constrained VBR. The reference leaves libopus at its automatic 99 kbit/s; what we encode has mostly
 * been through a lossy codec already, and a second one needs room above the rate at which the first is transparent.
 * It costs 0.6 kB more per second and player, is what Discord's own music channels are set to at boost level 1, and
 * constrained VBR keeps every packet (320 bytes on average) far below one datagram.
 */
export const OPUS_BITRATE = 128_000;

/**
 * Controls of `opus_defines.h` for the encoders that take raw ones. In-band FEC stays off: with an expected loss of
 * 10 % or more it makes libopus leave CELT even for music, at 3–4 times the cost. DTX stays off: silence is the
 * sender's business. The application is AUDIO, as in the reference.
 */
export const opusControls = (complexity: number, bitrate: number): readonly (readonly [number, number])[] => [
  ...qualityControls(complexity, bitrate),
  [SET_VBR, 1],
  [SET_VBR_CONSTRAINT, 1],
  [SET_INBAND_FEC, 0],
  [SET_DTX, 0],
];

/** Those that may be changed between two frames. */
export const qualityControls = (
  complexity: number,
  bitrate: number,
): readonly (readonly [number, number])[] => [
  [SET_COMPLEXITY, complexity],
  [SET_BITRATE, bitrate],
];

/**
 * Samples at 48 kHz by which libopus' sound comes later than it was given, for the application AUDIO: 2.5 ms of the
 * next frame that CELT overlaps with, and 4 ms for SILK's resampler (`opus_encoder.c`, OPUS_GET_LOOKAHEAD).
 */
export const OPUS_LOOKAHEAD = 312;

const SET_BITRATE = 4002;
const SET_VBR = 4006;
const SET_COMPLEXITY = 4010;
const SET_INBAND_FEC = 4012;
const SET_DTX = 4016;
const SET_VBR_CONSTRAINT = 4020;
