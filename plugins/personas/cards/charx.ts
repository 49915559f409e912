/** CHARX: an archive with a V3 card as `card.json` and the card's files (the V3 specification's "CHARX"). */
import { isRecord } from '#app/support/json'
import { CardError } from '#plugins/personas/cards/card_error'
import { field, parseJson, textIn, type JsonObject } from '#plugins/personas/cards/json'
import { pack, unpack } from '#plugins/personas/cards/zip'

const CARD = 'card.json'
/** The specification spells it so. */
const EMBEDDED = /^embedd?ed:\/\//
/** Where our own archives keep the picture. */
const ICON_FOLDER = 'assets/icon/images'

export interface Charx {
  card: unknown
  /** All files but the card. */
  files: ReadonlyMap<string, Uint8Array>
  /** The path of the main icon among `files`; null when the card names none that is there. */
  icon: string | null
}

/** @throws CardError */
export function readCharx(bytes: Uint8Array): Charx {
  const files = unpack(bytes)
  const json = files.get(CARD)
  if (!json) throw new CardError('no_card')
  files.delete(CARD)
  const card = parseJson(json)
  const path = iconPathOf(isRecord(card) ? field(card, 'data') : undefined)
  return { card, files, icon: path !== null && files.has(path) ? path : null }
}

/**
 * Packs a card, its files and its picture. The picture takes the place of the main icon; a card without one gets it.
 * @param data a V3 card's `data`
 */
export function writeCharx(
  outer: JsonObject,
  data: JsonObject,
  files: ReadonlyMap<string, Uint8Array>,
  picture: { content: Uint8Array; extension: string } | null
): Uint8Array {
  const packed = new Map<string, Uint8Array>([...files].filter(([path]) => path !== CARD))
  let full = data
  if (picture) {
    const path = iconPathOf(data)
    if (path !== null && files.has(path) && path.endsWith(`.${picture.extension}`)) {
      packed.set(path, picture.content)
    } else {
      if (path !== null) packed.delete(path)
      const own = `${ICON_FOLDER}/main.${picture.extension}`
      packed.set(own, picture.content)
      full = { ...data, assets: withIcon(data, own, picture.extension) }
    }
  }
  const card = Buffer.from(JSON.stringify({ ...outer, data: full }))
  return pack(new Map([[CARD, card], ...packed]))
}

function withIcon(data: JsonObject, path: string, extension: string): unknown[] {
  const assets = field(data, 'assets')
  const others: unknown[] = Array.isArray(assets) ? assets : []
  return [
    { type: 'icon', uri: `embeded://${path}`, name: 'main', ext: extension },
    ...others.filter((asset) => !isMainIcon(asset)),
  ]
}

const isMainIcon = (asset: unknown): asset is JsonObject =>
  isRecord(asset) && textIn(asset, 'type') === 'icon' && textIn(asset, 'name') === 'main'

/** The main icon's path in the archive, else the first icon's. */
function iconPathOf(data: unknown): string | null {
  const assets = isRecord(data) ? field(data, 'assets') : undefined
  if (!Array.isArray(assets)) return null
  const icons = assets
    .filter(isRecord)
    .filter((asset) => textIn(asset, 'type') === 'icon' && EMBEDDED.test(textIn(asset, 'uri')))
  const icon = icons.find(isMainIcon) ?? icons[0]
  return icon ? textIn(icon, 'uri').replace(EMBEDDED, '') : null
}
