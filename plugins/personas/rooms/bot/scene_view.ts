import type { TurnContext } from '#app/bot_kit/command'
import type { FormNode, QuoteNode, Reply, ReplyNode } from '#app/bot_kit/reply'
import { buyOffer, label, priceOf } from '#plugins/personas/bot/offers'
import { ROOM_LIMITS } from '#plugins/personas/rooms/limits'
import type { SceneEnd } from '#plugins/personas/rooms/scene/play_scene'
import { castNames, type FanContext, type Scene } from '#plugins/personas/rooms/scene/scene'
import type { ChatServices } from '#plugins/personas/services'

const { turns: TURNS, theme: THEME } = ROOM_LIMITS

export function sceneForm(ctx: TurnContext): FormNode {
  const counts = Array.from({ length: TURNS.to - TURNS.from + 1 }, (_, i) => String(TURNS.from + i))
  return {
    kind: 'form',
    title: ctx.t('personas.rooms.scene.title'),
    fields: [
      {
        name: 'cast',
        label: ctx.t('personas.rooms.scene.cast'),
        hint: ctx.t('personas.rooms.scene.cast_hint'),
        kind: 'line',
        required: true,
        maxLength: 200,
      },
      {
        name: 'theme',
        label: ctx.t('personas.rooms.scene.theme'),
        hint: ctx.t('personas.rooms.scene.theme_hint'),
        kind: 'paragraph',
        required: true,
        maxLength: THEME,
      },
      {
        name: 'turns',
        label: ctx.t('personas.rooms.scene.turns'),
        kind: 'select',
        required: true,
        maxLength: 1,
        choices: counts.map((value) => ({ label: value, value })),
      },
    ],
    submit: { label: ctx.t('personas.rooms.scene.ask'), invoke: { command: 'scene' } },
    cancelLabel: ctx.t('personas.rooms.scene.cancel'),
  }
}

export function sceneQuote(
  ctx: TurnContext,
  scene: Scene,
  price: bigint,
  available: bigint
): QuoteNode {
  return {
    kind: 'quote',
    text: ctx.t('personas.rooms.scene.quote', {
      names: castNames(ctx, scene.cast),
      turns: scene.turns,
      theme: scene.theme,
      price: priceOf(ctx, price),
      balance: ctx.coins(available),
    }),
    price,
    balance: available,
    accept: {
      label: label(ctx.t('personas.rooms.scene.accept', { coins: ctx.coins(price) })),
      invoke: {
        command: 'scene_now',
        options: {
          cast: scene.cast.map((persona) => persona.slug).join(','),
          theme: scene.theme,
          turns: scene.turns,
          price: String(price),
        },
      },
      style: 'primary',
      singleUse: true,
    },
  }
}

/** A model became dearer since the quote: it is asked again. */
export async function priceChanged(
  ctx: FanContext,
  { ledger }: Pick<ChatServices, 'ledger'>,
  scene: Scene,
  price: bigint
): Promise<Reply> {
  const { available } = await ledger.balance(ctx.person.id)
  return [sceneQuote(ctx, scene, price, available)]
}

export const sceneTooExpensive = (ctx: TurnContext, price: bigint, available: bigint): Reply => [
  {
    kind: 'text',
    tone: 'error',
    code: 'insufficient_coins',
    text: ctx.t('personas.rooms.scene.insufficient', {
      price: priceOf(ctx, price),
      balance: ctx.coins(available),
    }),
  },
  { kind: 'choice', text: ctx.t('personas.rooms.scene.next'), buttons: [buyOffer(ctx)] },
]

/** Says that they are AI, and how to end it, before their first word. */
export const opening = (ctx: TurnContext, scene: Scene): ReplyNode => ({
  kind: 'text',
  tone: 'notice',
  text: ctx.t('personas.rooms.scene.opening', {
    names: castNames(ctx, scene.cast),
    theme: scene.theme,
  }),
})

export function sceneNotice(
  ctx: TurnContext,
  what: 'not_found' | 'how_many',
  data: Record<string, unknown>
): Reply {
  return [
    {
      kind: 'text',
      tone: 'error',
      code: what === 'not_found' ? 'not_found' : 'bad_option',
      text: ctx.t(`personas.rooms.scene.${what}`, data),
    },
  ]
}

/** What is said when a scene is over; nothing when nobody would read it. */
export function ending(ctx: TurnContext, scene: Scene, { last, spoken, charged }: SceneEnd): Reply {
  const data = { spoken, turns: scene.turns, coins: ctx.coins(charged) }
  switch (last) {
    case 'delivered':
      return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.rooms.scene.over', data) }]
    case 'stopped':
      return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.rooms.scene.stopped', data) }]
    case 'failed':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'model_failed',
          text: ctx.t('personas.rooms.scene.failed', data),
        },
      ]
    case 'blocked':
      return [
        {
          kind: 'text',
          tone: 'error',
          code: 'blocked_content',
          text: ctx.t('personas.rooms.scene.blocked', data),
        },
      ]
    case 'undelivered':
      return []
  }
}
