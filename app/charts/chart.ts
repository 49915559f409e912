/** Two curves of the same days, one above the other, as SVG: for the page and, painted, for a picture. */
import { at, roundEnd } from '#app/charts/scale'

export interface Chart {
  title: string
  /** What it shows, in words with the figures. */
  description: string
  panels: readonly Panel[]
  /** A label under the first, the middle and the last day. */
  days: readonly [string, string, string]
}

export interface Panel {
  label: string
  kind: 'line' | 'bars'
  /** One for each day; drawn, and nothing is computed with them. */
  values: readonly number[]
  tick(value: number): string
}

/** Colours of a picture that stands alone. On a page, the style sheet paints. */
export interface Paint {
  ground: string
  ink: string
  soft: string
  grid: string
  line: string
  area: string
  bars: string
  font: string
}

const WIDTH = 720
const LEFT = 62
const RIGHT = 18
const TOP = 34
const BETWEEN = 52
const BOTTOM = 34
const PANEL = { line: 190, bars: 90 }
const TICKS = 2

type Part = Exclude<keyof Paint, 'font' | 'ground'> | 'title' | 'label' | 'tick'

/** @param paint without it, parts carry the classes `chart-…` */
export function chartSvg(chart: Chart, paint?: Paint): string {
  const heights = chart.panels.map(({ kind }) => PANEL[kind])
  const height =
    TOP + heights.reduce((sum, panel) => sum + panel, 0) + BETWEEN * (heights.length - 1) + BOTTOM
  let top = TOP
  const drawn = chart.panels.map((panel) => {
    const box = { top, height: PANEL[panel.kind] }
    top += box.height + BETWEEN
    return drawPanel(panel, box, paint)
  })
  const days = chart.days.map((day, n) => {
    const anchor = (['start', 'middle', 'end'] as const)[n] ?? 'start'
    const x = LEFT + ((WIDTH - LEFT - RIGHT) * n) / 2
    return text(day, { x, y: height - 10, anchor }, 'tick', paint)
  })
  const ground = paint
    ? `<rect width="${WIDTH}" height="${height}" fill="${paint.ground}"/>`
    : `<title id="chart-title">${escape(chart.title)}</title><desc id="chart-desc">${escape(chart.description)}</desc>`
  const says = paint ? '' : ' class="chart" role="img" aria-labelledby="chart-title chart-desc"'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}"${says}>${ground}${drawn.join('')}${days.join('')}</svg>`
}

interface Box {
  top: number
  height: number
}

function drawPanel(panel: Panel, box: Box, paint: Paint | undefined): string {
  const end = roundEnd(Math.max(...panel.values))
  const yOf = (value: number) => box.top + box.height * (1 - value / end)
  const grid = Array.from({ length: TICKS + 1 }, (_, n) => {
    const value = (end * n) / TICKS
    const y = at(yOf(value))
    const line = `<path d="M${LEFT} ${y}H${WIDTH - RIGHT}" ${look('grid', paint)}/>`
    // Half a message is none: a tick that is no whole number of a small end is left out.
    const isWhole = Number.isInteger(value) || end > TICKS
    return isWhole
      ? line +
          text(panel.tick(value), { x: LEFT - 8, y: yOf(value) + 5, anchor: 'end' }, 'tick', paint)
      : line
  })
  const title = text(
    panel.label,
    { x: LEFT, y: box.top - 14, anchor: 'start' },
    panel.kind === 'line' ? 'title' : 'label',
    paint
  )
  const curve = panel.kind === 'line' ? drawLine : drawBars
  return `<g>${grid.join('')}${title}${curve(panel.values, box, yOf, paint)}</g>`
}

type Y = (value: number) => number

function drawLine(values: readonly number[], box: Box, yOf: Y, paint: Paint | undefined): string {
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, values.length - 1)
  const points = values.map((value, n) => `${at(LEFT + n * step)} ${at(yOf(value))}`)
  const line = `M${points.join('L')}`
  // The last day is not over: the way to it is dashed, so that it does not look like a fall.
  const over = `M${points.slice(0, -1).join('L')}`
  const today = `M${points.slice(-2).join('L')}`
  const floor = box.top + box.height
  const last = LEFT + (values.length - 1) * step
  return (
    `<path d="${line}L${at(last)} ${floor}L${LEFT} ${floor}Z" ${look('area', paint)}/>` +
    `<path d="${over}" ${look('line', paint)}/>` +
    `<path d="${today}" ${look('line', paint)} stroke-dasharray="5 5"/>` +
    `<circle cx="${at(last)}" cy="${at(yOf(values.at(-1) ?? 0))}" r="4" ${look('bars', paint)}/>`
  )
}

function drawBars(values: readonly number[], box: Box, yOf: Y, paint: Paint | undefined): string {
  const step = (WIDTH - LEFT - RIGHT) / values.length
  const width = Math.max(1.5, step * 0.7)
  const floor = box.top + box.height
  return values
    .map((value, n) => {
      if (value === 0) return ''
      const y = Math.min(yOf(value), floor - 1.5)
      const x = LEFT + n * step + (step - width) / 2
      return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(floor - y)}" rx="1.5" ${look('bars', paint)}/>`
    })
    .join('')
}

function text(
  words: string,
  { x, y, anchor }: { x: number; y: number; anchor: 'start' | 'middle' | 'end' },
  part: Part,
  paint: Paint | undefined
): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" ${look(part, paint)}>${escape(words)}</text>`
}

function look(part: Part, paint: Paint | undefined): string {
  if (!paint) return `class="chart-${part}"`
  const font = `font-family="${paint.font}"`
  switch (part) {
    case 'grid':
      return `fill="none" stroke="${paint.grid}" stroke-width="1"`
    case 'line':
      return `fill="none" stroke="${paint.line}" stroke-width="3" stroke-linejoin="round"`
    case 'area':
      return `fill="${paint.area}"`
    case 'bars':
      return `fill="${paint.bars}"`
    case 'title':
      return `fill="${paint.ink}" ${font} font-size="18" font-weight="600"`
    case 'label':
    case 'ink':
      return `fill="${paint.ink}" ${font} font-size="15" font-weight="600"`
    case 'tick':
    case 'soft':
      return `fill="${paint.soft}" ${font} font-size="14"`
  }
}

function escape(words: string): string {
  return words.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
