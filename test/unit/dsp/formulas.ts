/** The filters' formulas (audio.md §1), written once more, sample by sample, in float32 steps. Nothing of src/dsp is used. */
const f = Math.fround;
const clamp = (x: number): number => Math.max(-1, Math.min(1, x));

export type Stereo = readonly [Float32Array, Float32Array];
type Sample = (x: number, channel: 0 | 1, i: number) => number;

const each = ([l, r]: Stereo, run: Sample): Stereo => [
  l.map((x, i) => run(x, 0, i)),
  r.map((x, i) => run(x, 1, i)),
];

export const volume = (sound: Stereo, v: number): Stereo => {
  const m = v <= 1.5 ? f(Math.tan(f(f(0.79) * f(v))) * 10_000) : f((24_612 * (100 * v)) / 150);
  return each(sound, (x) => clamp(f(f(x * m) / 10_000)));
};

export const channelMix = ([l, r]: Stereo, ll: number, lr: number, rl: number, rr: number): Stereo => [
  l.map((x, i) => clamp(f(f(f(ll) * x) + f(f(rl) * (r[i] ?? 0))))),
  r.map((y, i) => clamp(f(f(f(lr) * (l[i] ?? 0)) + f(f(rr) * y)))),
];

export const lowPass = (sound: Stereo, smoothing: number): Stereo => {
  const y: [number, number] = [sound[0][0] ?? 0, sound[1][0] ?? 0];
  return each(sound, (x, c) => (y[c] = f(y[c] + f(f(x - y[c]) / smoothing))));
};

export const rotation = (sound: Stereo, hz: number): Stereo =>
  each(sound, (x, c, i) => {
    const sin = Math.sin((2 * Math.PI * hz * i) / 48_000);
    return x * f(((c === 0 ? 1 : -1) * sin + 1) / 2);
  });

export const tremolo = (sound: Stereo, hz: number, depth: number): Stereo =>
  each(sound, (x, _c, i) => x * (1 - depth / 2 + (depth / 2) * Math.sin((2 * Math.PI * hz * i) / 48_000)));

export const distortion = (sound: Stereo, d: readonly number[]): Stereo => {
  const [so = 0, ss = 1, co = 0, cs = 1, to = 0, ts = 1, offset = 0, scale = 1] = d;
  return each(sound, (x) => {
    const sine = f(f(so) + f(Math.sin(f(x * f(ss)))));
    const cosine = f(f(co) + f(Math.cos(f(x * f(cs)))));
    const tangent = f(f(to) + f(Math.tan(f(x * f(ts)))));
    return clamp(f(f(offset) + f(f(f(f(scale) * sine) * cosine) * tangent)));
  });
};

export const karaoke = ([l, r]: Stereo, level: number, mono: number, band: number, width: number): Stereo => {
  const c = f(Math.exp((-2 * Math.PI * width) / 48_000));
  const b = f(((-4 * c) / (1 + c)) * Math.cos((2 * Math.PI * band) / 48_000));
  const a = f(Math.sqrt(1 - (b * b) / (4 * c)) * (1 - c));
  let [y1, y2] = [0, 0];
  const o = l.map((x, i) => {
    const y = f(f(f(a * f(f(x + (r[i] ?? 0)) / 2)) - f(b * y1)) - f(c * y2));
    [y2, y1] = [y1, y];
    return f(f(y * mono) * level);
  });
  return [
    l.map((x, i) => f(f(x - f((r[i] ?? 0) * level)) + (o[i] ?? 0))),
    r.map((y, i) => f(f(y - f((l[i] ?? 0) * level)) + (o[i] ?? 0))),
  ];
};

/** The position in the ring of 192 samples is a float32, too. */
export const vibrato = (sound: Stereo, hz: number, depth: number): Stereo =>
  each(sound, (_x, c, i) => {
    const lfo = f((1 + Math.sin((2 * Math.PI * hz * i) / 48_000)) / 2);
    const delay = f(f(f(lfo * f(depth)) * 96) + 3);
    const inRing = f((i % 192) - 1 - delay);
    const at = inRing < 0 ? f(inRing + 192) : inRing;
    const whole = Math.floor(at);
    const t = f(at - whole);
    const input = sound[c];
    const back = ((i % 192) - whole + 192) % 192;
    const [y0, y1, y2, y3] = [0, 1, 2, 3].map((k) => input[i - back + k] ?? 0) as [
      number,
      number,
      number,
      number,
    ];
    const c1 = f(0.5 * f(y2 - y0));
    const c2 = f(f(y0 - f(2.5 * y1)) + f(f(2 * y2) - f(0.5 * y3)));
    const c3 = f(f(0.5 * f(y3 - y0)) + f(1.5 * f(y1 - y2)));
    return f(f(f(f(f(f(c3 * t) + c2) * t) + c1) * t) + y1);
  });

/** The design formula of a band, 2/3 octave wide (audio.md §1.5). */
export const design = (
  hz: number,
): { readonly beta: number; readonly alpha: number; readonly gamma: number } => {
  const [w0, w1] = [(2 * Math.PI * hz) / 48_000, (2 * Math.PI * hz * 2 ** (-1 / 3)) / 48_000];
  const k = (Math.cos(w1) - Math.cos(w0)) / Math.sin(w1);
  const beta = (1 - k) / (1 + k);
  return { beta, alpha: (1 - beta) / 2, gamma: (1 + beta) * Math.cos(w0) };
};

export const HZ = [25, 40, 63, 100, 160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 10_000, 16_000];

export const equalizer = (
  sound: Stereo,
  gains: readonly number[],
  constants: readonly ReturnType<typeof design>[],
): Stereo => {
  const bands = constants.map(({ beta, alpha, gamma }) => ({
    beta: f(beta),
    alpha: f(alpha),
    gamma: f(gamma),
  }));
  const state = [0, 1].map(() => ({ x: [0, 0], y: bands.map(() => [0, 0]) }));
  return each(sound, (x, c) => {
    const own = state[c] ?? { x: [0, 0], y: [] };
    let sum = f(0.25 * x);
    bands.forEach(({ alpha, beta, gamma }, k) => {
      const [y1 = 0, y2 = 0] = own.y[k] ?? [];
      const y = f(f(f(alpha * f(x - (own.x[1] ?? 0))) + f(gamma * y1)) - f(beta * y2));
      own.y[k] = [y, y1];
      sum = f(sum + f(f(gains[k] ?? 0) * y));
    });
    own.x = [x, own.x[0] ?? 0];
    return clamp(f(4 * sum));
  });
};
