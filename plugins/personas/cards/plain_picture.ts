import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { writePng } from '#plugins/personas/cards/png'

/** Width and height, pixels: what avatars are drawn at, twice. */
const SIDE = 256

/** A quiet picture for a persona that has none: two colours of its own, running into each other. */
export function plainPicture(seed: string): Uint8Array {
  const [hue = 0, turn = 0] = createHash('sha256').update(seed).digest()
  const top = colour((hue / 256) * 360, 0.45, 0.62)
  const bottom = colour((hue / 256) * 360 + 40 + turn / 4, 0.4, 0.38)
  const rows = Buffer.alloc(SIDE * (1 + SIDE * 3))
  for (let y = 0; y < SIDE; y++) {
    const row = y * (1 + SIDE * 3)
    for (let x = 0; x < SIDE; x++) {
      const share = (y * 3 + x) / (SIDE * 4)
      for (let part = 0; part < 3; part++) {
        const [from = 0, to = 0] = [top[part], bottom[part]]
        rows[row + 1 + x * 3 + part] = Math.round(from + (to - from) * share)
      }
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE, 0)
  header.writeUInt32BE(SIDE, 4)
  // Eight bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  return writePng([
    { type: 'IHDR', data: header },
    { type: 'IDAT', data: deflateSync(rows) },
    { type: 'IEND', data: new Uint8Array() },
  ])
}

/** Red, green and blue of a hue in degrees (www.w3.org/TR/css-color-4/#hsl-to-rgb). */
function colour(hue: number, saturation: number, lightness: number): number[] {
  const part = (n: number) => {
    const k = (n + hue / 30) % 12
    const a = saturation * Math.min(lightness, 1 - lightness)
    return Math.round(255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return [part(0), part(8), part(4)]
}
