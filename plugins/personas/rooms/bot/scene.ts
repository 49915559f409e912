import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { capReached } from '#plugins/personas/bot/cap_view'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { Persona } from '#plugins/personas/persona'
import { findPersona } from '#plugins/personas/queries/find_persona'
import {
  ending,
  opening,
  priceChanged,
  sceneForm,
  sceneNotice,
  sceneQuote,
  sceneTooExpensive,
} from '#plugins/personas/rooms/bot/scene_view'
import { ROOM_LIMITS } from '#plugins/personas/rooms/limits'
import { openScene } from '#plugins/personas/rooms/scene/open_scene'
import { PlayedScene } from '#plugins/personas/rooms/scene/play_scene'
import { scenePrice, type FanContext, type Scene } from '#plugins/personas/rooms/scene/scene'
import { isCareful, takeCare } from '#plugins/personas/safety/careful'
import { lookAtMessage, type MessageSafety } from '#plugins/personas/safety/message_safety'
import { stoppedReply } from '#plugins/personas/safety/safety_view'
import { ownerOf } from '#plugins/personas/conversation'
import type { ChatServices } from '#plugins/personas/services'

const CAST_LENGTH = 200
const { cast: CAST, turns: TURNS, theme: THEME } = ROOM_LIMITS

/** Two or three personas answer each other on a theme: says what it costs first. */
export const sceneCommand = (services: ChatServices) =>
  defineCommand({
    name: 'scene',
    topic: 'talking',
    description: 'personas.rooms.scene.description',
    options: {
      cast: {
        kind: 'text',
        description: 'personas.rooms.scene.cast',
        maxLength: CAST_LENGTH + THEME,
      },
      theme: { kind: 'text', description: 'personas.rooms.scene.theme', maxLength: THEME },
      turns: {
        kind: 'integer',
        description: 'personas.rooms.scene.turns',
        min: TURNS.from,
        max: TURNS.to,
      },
    },
    positional: 'cast',
    guards: [needsAccount],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      if (!isFan(ctx)) return []
      const asked = readScene(ctx.options)
      if (!asked) return [sceneForm(ctx)]
      const read = await sceneOf(ctx, asked)
      if ('refusal' in read) return read.refusal
      const { scene } = read
      const look = await lookAtScene(ctx, services, scene)
      if ('refusal' in look) return look.refusal
      const price = scenePrice(services.ai, scene)
      const { available } = await services.ledger.balance(ctx.person.id)
      if (available < price) return sceneTooExpensive(ctx, price, available)
      return [sceneQuote(ctx, scene, price, available)]
    },
  })

/** What the button with a scene's price means. */
export const sceneNowCommand = (services: ChatServices) =>
  defineCommand({
    name: 'scene_now',
    description: 'personas.rooms.scene.description',
    options: {
      cast: {
        kind: 'text',
        description: 'personas.rooms.scene.cast',
        maxLength: CAST_LENGTH,
        required: true,
      },
      theme: {
        kind: 'text',
        description: 'personas.rooms.scene.theme',
        maxLength: THEME,
        required: true,
      },
      turns: {
        kind: 'integer',
        description: 'personas.rooms.scene.turns',
        min: TURNS.from,
        max: TURNS.to,
        required: true,
      },
      price: {
        kind: 'text',
        description: 'personas.rooms.scene.price',
        maxLength: 12,
        required: true,
      },
    },
    guards: [needsAccount],
    visibility: 'public',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!isFan(ctx)) return []
      const read = await sceneOf(ctx, { ...ctx.options, cast: ctx.options.cast.split(',') })
      if ('refusal' in read) return read.refusal
      const { scene } = read
      const price = scenePrice(services.ai, scene)
      if (price > BigInt(ctx.options.price)) return priceChanged(ctx, services, scene, price)
      const look = await lookAtScene(ctx, services, scene)
      if ('refusal' in look) return look.refusal
      const { person, turnKey } = ctx
      const opened = await openScene(services, { scene, person, turnKey })
      switch (opened.outcome) {
        case 'played_before':
          return []
        case 'insufficient_coins':
          return sceneTooExpensive(ctx, price, opened.available)
        case 'cap_reached':
          return capReached(ctx, opened.cap, 'personas.caps.scene_waits')
        case 'opened': {
          const play = new PlayedScene(ctx, services, {
            scene,
            holds: opened.holds,
            safety: look.safety,
            ending: (end) => ending(ctx, scene, end),
          })
          return [opening(ctx, scene), await play.turn(0)]
        }
      }
    },
  })

const isFan = <C extends TurnContext>(ctx: C): ctx is C & FanContext => ctx.person !== null

interface AskedScene {
  cast: readonly string[]
  theme: string
  turns: number
}

/** `luna, bolt: the last train`, or the options one by one; null when something is missing. */
function readScene(options: { cast?: string; theme?: string; turns?: number }): AskedScene | null {
  const [names = '', ...rest] = (options.cast ?? '').split(':')
  const theme = (options.theme ?? rest.join(':')).trim().slice(0, THEME)
  const cast = names.split(/\s*(?:,|&|\+|\band\b|\by\b)\s*/i).filter((name) => name.trim() !== '')
  if (cast.length === 0 || theme === '') return null
  return { cast, theme, turns: options.turns ?? TURNS.usual }
}

type ReadScene = { scene: Scene } | { refusal: Reply }

async function sceneOf(ctx: TurnContext, asked: AskedScene): Promise<ReadScene> {
  const cast: Persona[] = []
  for (const name of asked.cast.slice(0, CAST.to + 1)) {
    const persona = await findPersona(name.trim(), ctx.person?.id)
    if (!persona) return { refusal: sceneNotice(ctx, 'not_found', { name }) }
    const refusal = refusalToTalk(ctx, persona)
    if (refusal) return { refusal }
    if (!cast.some(({ id }) => id === persona.id)) cast.push(persona)
  }
  if (cast.length < CAST.from || cast.length > CAST.to) {
    return { refusal: sceneNotice(ctx, 'how_many', { ...CAST }) }
  }
  return { scene: { cast, theme: asked.theme, turns: asked.turns } }
}

/** Looks at the theme as at any message; nothing is asked for or held before. */
async function lookAtScene(
  ctx: TurnContext,
  services: ChatServices,
  scene: Scene
): Promise<{ safety: MessageSafety } | { refusal: Reply }> {
  const ownerId = ownerOf(ctx)
  const look = lookAtMessage(services, {
    account: ctx.account,
    person: ctx.person,
    text: scene.theme,
    adult: scene.cast.every((persona) => persona.adult),
    careful: await isCareful(ownerId),
    locale: ctx.locale,
    signal: ctx.signal,
  })
  const check = look.stopped ?? (await look.safety.verdict)
  if (check.outcome !== 'fine') {
    if (check.outcome === 'crisis') await takeCare(ownerId)
    return { refusal: stoppedReply(ctx, services.moderation, check) }
  }
  if (look.stopped) throw new Error('A scene that is fine was stopped')
  return { safety: look.safety }
}
