/** The chart as a picture, for places that show no SVG. WebAssembly and a font come with their packages. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { LRUCache } from 'lru-cache'
import { chartSvg, type Chart, type Paint } from '#app/charts/chart'

/** Pixels; phones show about a thousand. */
const WIDTH = 1080
/** Pictures that are kept: drawing one takes the process some 80 ms. */
const KEPT = 50

/** Readable on the light and on the dark ground of a chat. */
const PAINT: Paint = {
  ground: '#fbfaf6',
  ink: '#1b211e',
  soft: '#58615c',
  grid: '#dfdcd2',
  line: '#1c6b4a',
  area: '#d5e9de',
  bars: '#1c6b4a',
  font: 'Inter',
}

const pictures = new LRUCache<string, Uint8Array>({ max: KEPT })
const require = createRequire(import.meta.url)
let fonts: Promise<Uint8Array[]> | undefined

export async function chartPng(chart: Chart): Promise<Uint8Array> {
  const svg = chartSvg(chart, PAINT)
  const kept = pictures.get(svg)
  if (kept) return kept
  fonts ??= load().catch((error: unknown) => {
    fonts = undefined
    throw error
  })
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: WIDTH },
    font: { fontBuffers: await fonts, defaultFontFamily: PAINT.font, loadSystemFonts: false },
  })
  const png = picture.render().asPng()
  picture.free()
  pictures.set(svg, png)
  return png
}

async function load(): Promise<Uint8Array[]> {
  await initWasm(readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return Promise.all([
    readFile(require.resolve('@fontsource/inter/files/inter-latin-400-normal.woff2')),
    readFile(require.resolve('@fontsource/inter/files/inter-latin-600-normal.woff2')),
  ])
}
