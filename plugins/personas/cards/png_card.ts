/** A card inside of a PNG: base64 of its JSON in text chunks, `chara` (V1, V2) and `ccv3` (V3). */
import { CardError } from '#plugins/personas/cards/card_error'
import { parseJson } from '#plugins/personas/cards/json'
import { readPng, textChunk, textOf, writePng, type PngChunk } from '#plugins/personas/cards/png'

const V2 = 'chara'
const V3 = 'ccv3'
/** Files that a V3 card brings along, for instance `chara-ext-asset_:0`. */
const ASSET = 'chara-ext-asset_:'

/** What a PNG holds beside its picture. */
export interface PngCard {
  /** The card of the `ccv3` chunk, else of `chara`. */
  card: unknown
  /** The card of `chara` where `ccv3` won. */
  other: unknown
  /** Files by their keyword. */
  files: ReadonlyMap<string, Uint8Array>
  /** The picture without any of it. */
  picture: Uint8Array
}

const keywordOf = (chunk: PngChunk): string => textOf(chunk)?.keyword ?? ''

const isOfCard = (chunk: PngChunk): boolean => {
  const keyword = keywordOf(chunk).toLowerCase()
  return keyword === V2 || keyword === V3 || keyword.startsWith(ASSET)
}

/** @throws CardError */
export function readPngCard(bytes: Uint8Array): PngCard {
  const chunks = readPng(bytes)
  const cardOf = (keyword: string): unknown => {
    const text = chunks.map(textOf).find((found) => found?.keyword.toLowerCase() === keyword)
    return text ? parseJson(Buffer.from(text.text, 'base64')) : undefined
  }
  const v3 = cardOf(V3)
  const v2 = v3 === undefined ? cardOf(V2) : ignoringProblems(() => cardOf(V2))
  if (v3 === undefined && v2 === undefined) throw new CardError('no_card')
  const files = chunks
    .map(textOf)
    .filter((text) => text?.keyword.startsWith(ASSET) === true)
    .map((text): [string, Uint8Array] => [
      text?.keyword ?? '',
      Buffer.from(text?.text ?? '', 'base64'),
    ])
  return {
    card: v3 ?? v2,
    other: v3 === undefined ? undefined : v2,
    files: new Map(files),
    picture: withoutCard(chunks),
  }
}

/** A V2 card is only there for old programs where a V3 one is; a broken one is no reason to refuse the file. */
function ignoringProblems(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (error instanceof CardError) return undefined
    throw error
  }
}

/** A PNG as the public may see it: a card's notes are its creator's. @throws CardError */
export function strippedPng(bytes: Uint8Array): Uint8Array {
  return withoutCard(readPng(bytes))
}

function withoutCard(chunks: readonly PngChunk[]): Uint8Array {
  return writePng(chunks.filter((chunk) => !isOfCard(chunk)))
}

/** Puts both forms of a card, and the files that came with it in a PNG, into a picture. */
export function writePngCard(
  picture: Uint8Array,
  cards: { v2: string; v3: string },
  files: ReadonlyMap<string, Uint8Array>
): Uint8Array {
  const base64 = (data: string | Uint8Array) => Buffer.from(data).toString('base64')
  const chunks = readPng(picture).filter((chunk) => !isOfCard(chunk))
  const texts = [
    textChunk(V2, base64(cards.v2)),
    textChunk(V3, base64(cards.v3)),
    ...[...files]
      .filter(([name]) => name.startsWith(ASSET))
      .map(([name, content]) => textChunk(name, base64(content))),
  ]
  return writePng([...chunks.slice(0, -1), ...texts, ...chunks.slice(-1)])
}
