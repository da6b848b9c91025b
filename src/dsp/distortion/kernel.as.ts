import { clamp, left, right } from '../memory.as';

// prettier-ignore
function distort(
  x: f32, sinOffset: f32, sinScale: f32, cosOffset: f32, cosScale: f32, tanOffset: f32, tanScale: f32, offset: f32, scale: f32,
): f32 {
  const s = sinOffset + <f32>Math.sin(<f64>(x * sinScale));
  const c = cosOffset + <f32>Math.cos(<f64>(x * cosScale));
  const t = tanOffset + <f32>Math.tan(<f64>(x * tanScale));
  return clamp(offset + scale * s * c * t);
}

/** offset + scale·(sinOffset + sin)·(cosOffset + cos)·(tanOffset + tan), clamped. No state. */
// prettier-ignore
export function distortion(
  n: i32, sinOffset: f32, sinScale: f32, cosOffset: f32, cosScale: f32, tanOffset: f32, tanScale: f32, offset: f32, scale: f32,
): void {
  const end = left() + (<usize>n << 2);
  for (let at = left(); at < end; at += 4)
    store<f32>(at, distort(load<f32>(at), sinOffset, sinScale, cosOffset, cosScale, tanOffset, tanScale, offset, scale));
  const stop = right() + (<usize>n << 2);
  for (let at = right(); at < stop; at += 4)
    store<f32>(at, distort(load<f32>(at), sinOffset, sinScale, cosOffset, cosScale, tanOffset, tanScale, offset, scale));
}
