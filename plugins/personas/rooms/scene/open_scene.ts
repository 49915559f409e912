import type { Person } from '#app/identity/types'
import type { CapState } from '#plugins/ledger/api'
import { settleHold } from '#plugins/personas/actions/settle_hold'
import { modelAt, scenePrice, speakerAt, type Scene } from '#plugins/personas/rooms/scene/scene'
import type { ChatServices } from '#plugins/personas/services'
import { holdKey, sceneTurnKey } from '#plugins/personas/turn_keys'
import personasConfig from '#config/personas'

export type SceneOpening =
  /** The holds of all turns, in their order. */
  | { outcome: 'opened'; holds: readonly string[] }
  | { outcome: 'insufficient_coins'; available: bigint }
  /** The person's own spending limit stands against it. */
  | { outcome: 'cap_reached'; cap: CapState }
  /** The scene was played before: the press came twice. */
  | { outcome: 'played_before' }

/** The coins of a scene are held so many times as long as those of one reply: its last turn comes late. */
const SCENE_HOLDS = 2

/** A scene whose process died may be opened again, with holds of its own, so many times. */
const ATTEMPTS = 5

/**
 * Holds the coins of every turn of a scene, or none: whatever was held is given back when the rest cannot be.
 * Each hold is for one persona's turn, so that its creator gets the share of that turn alone.
 */
export async function openScene(
  services: Pick<ChatServices, 'ledger' | 'ai'>,
  opening: { scene: Scene; person: Person; turnKey: string }
): Promise<SceneOpening> {
  const { scene, person } = opening
  const { available } = await services.ledger.balance(person.id)
  if (available < scenePrice(services.ai, scene))
    return { outcome: 'insufficient_coins', available }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const results = await Promise.allSettled(
      Array.from({ length: scene.turns }, (_, turn) => holdTurn(services, opening, turn, attempt))
    )
    const outcomes = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : []
    )
    const held = outcomes.flatMap((o) => (o.outcome === 'held' ? [o.holdId] : []))
    if (held.length === scene.turns) return { outcome: 'opened', holds: held }

    await releaseHolds(services, held)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    if (outcomes.some((o) => o.outcome === 'already_captured')) return { outcome: 'played_before' }
    const cap = outcomes.find((o) => o.outcome === 'cap_reached')
    if (cap) return { outcome: 'cap_reached', cap: await withoutHolds(services, person, cap) }
    if (outcomes.some((o) => o.outcome === 'insufficient_coins')) {
      const left = await services.ledger.balance(person.id)
      return { outcome: 'insufficient_coins', available: left.available }
    }
  }
  throw new Error(`The scene ${opening.turnKey} was begun too often`)
}

/** A limit as it stands once the scene's own holds are given back. */
async function withoutHolds(
  { ledger }: Pick<ChatServices, 'ledger'>,
  person: Person,
  { period, cap, resetsAt }: CapState
): Promise<CapState> {
  const { spentToday, spentThisMonth } = await ledger.caps(person.id)
  return { period, cap, resetsAt, spent: period === 'day' ? spentToday : spentThisMonth }
}

function holdTurn(
  { ledger, ai }: Pick<ChatServices, 'ledger' | 'ai'>,
  { scene, person, turnKey }: { scene: Scene; person: Person; turnKey: string },
  turn: number,
  attempt: number
) {
  const persona = speakerAt(scene, turn)
  const { price } = modelAt(ai, scene, turn)
  return ledger.hold({
    key: holdKey(sceneTurnKey(turnKey, turn), price, attempt),
    personId: person.id,
    amount: price,
    creatorId: persona.creatorId,
    memo: { key: 'personas.rooms.scene.memo', data: { name: persona.name } },
    lifetime: SCENE_HOLDS * personasConfig.holdLifetime,
  })
}

/** Gives back what will not be spoken. */
export async function releaseHolds(
  services: Pick<ChatServices, 'ledger'>,
  holds: readonly string[]
): Promise<void> {
  await Promise.all(holds.map((holdId) => settleHold(services, { holdId, charge: 0n }, 'personas')))
}
