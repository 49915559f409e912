import type { TurnContext } from '#app/bot_kit/command'
import type { Person } from '#app/identity/types'
import type { AiService, Model } from '#plugins/ai/api'
import type { Persona } from '#plugins/personas/persona'

/** A few personas answer each other, so many turns, on a theme, for one price. */
export interface Scene {
  /** Who speak, in this order, again and again. */
  cast: readonly Persona[]
  theme: string
  turns: number
}

/** Who speaks in a turn, from 0. */
export function speakerAt({ cast }: Pick<Scene, 'cast'>, turn: number): Persona {
  const persona = cast[turn % cast.length]
  if (!persona) throw new Error('A scene without personas')
  return persona
}

/** The model that a persona speaks by in scenes: its creator's choice, else the standard one. */
export const modelAt = (ai: AiService, scene: Scene, turn: number): Model =>
  ai.model(speakerAt(scene, turn).defaultModel)

/** What the whole of a scene costs, millicoins. */
export function scenePrice(ai: AiService, scene: Scene): bigint {
  return Array.from({ length: scene.turns }, (_, turn) => modelAt(ai, scene, turn).price).reduce(
    (sum, price) => sum + price,
    0n
  )
}

/** The names of a scene's personas in a sentence. */
export const castNames = (ctx: Pick<TurnContext, 'locale'>, cast: readonly Persona[]): string =>
  new Intl.ListFormat(ctx.locale).format(cast.map((persona) => persona.name))

/** A turn context of somebody who has a wallet. */
export type FanContext = TurnContext & { person: Person }
