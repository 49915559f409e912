import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { personaList } from '#plugins/personas/bot/persona_view'
import { placeKey } from '#plugins/personas/conversation'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { Persona } from '#plugins/personas/persona'
import { completePersonas, findPersona } from '#plugins/personas/queries/find_persona'
import { bindPersona, unbindPersonas } from '#plugins/personas/rooms/actions/bind_persona'
import { ROOM_LIMITS } from '#plugins/personas/rooms/limits'
import { mayManage } from '#plugins/personas/rooms/may_manage'
import { boundPersonas } from '#plugins/personas/rooms/queries/bindings'

const NAME_LENGTH = 80

/** Gives a persona a place in this room, or shows who has one. */
export const bindCommand = () =>
  defineCommand({
    name: 'bind',
    topic: 'talking',
    description: 'personas.rooms.bind.description',
    options: {
      name: {
        kind: 'text',
        description: 'personas.rooms.bind.name',
        maxLength: NAME_LENGTH,
        autocomplete: completePersonas,
      },
    },
    positional: 'name',
    guards: [],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      if (ctx.place.kind !== 'group') return notice(ctx, 'personas.rooms.only_rooms')
      const place = placeKey(ctx.frontend, ctx.place)
      const { name } = ctx.options
      if (name === undefined) return whoIsBound(ctx, place)
      if (!(await mayManage(ctx, place))) return notMayManage(ctx)
      const persona = await findPersona(name, ctx.person?.id)
      if (!persona) return notFound(ctx, name)
      const refusal = refusalToTalk(ctx, persona)
      if (refusal) return refusal
      const outcome = await bindPersona({ place, persona, accountId: ctx.account.id })
      switch (outcome) {
        case 'bound':
        case 'bound_before':
          return [
            text(ctx.t(`personas.rooms.bind.${outcome}`, { name: persona.name })),
            ...(await whoIsBound(ctx, place)),
          ]
        case 'full':
          return notice(ctx, 'personas.rooms.bind.full', { most: ROOM_LIMITS.bound })
      }
    },
  })

/** Takes a persona's place in this room away, or everybody's. */
export const unbindCommand = () =>
  defineCommand({
    name: 'unbind',
    topic: 'talking',
    description: 'personas.rooms.unbind.description',
    options: {
      name: {
        kind: 'text',
        description: 'personas.rooms.unbind.name',
        maxLength: NAME_LENGTH,
        autocomplete: completePersonas,
      },
    },
    positional: 'name',
    guards: [],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      if (ctx.place.kind !== 'group') return notice(ctx, 'personas.rooms.only_rooms')
      const place = placeKey(ctx.frontend, ctx.place)
      if (!(await mayManage(ctx, place))) return notMayManage(ctx)
      const { name } = ctx.options
      const persona = name === undefined ? null : await findPersona(name, ctx.person?.id)
      if (name !== undefined && !persona) return notFound(ctx, name)
      const count = await unbindPersonas(place, persona)
      if (count === 0) return notice(ctx, 'personas.rooms.unbind.nobody')
      return [
        text(
          persona
            ? ctx.t('personas.rooms.unbind.one', { name: persona.name })
            : ctx.t('personas.rooms.unbind.all', { count })
        ),
      ]
    },
  })

async function whoIsBound(ctx: TurnContext, place: string): Promise<Reply> {
  const bound = await boundPersonas(place)
  if (bound.length === 0) return notice(ctx, 'personas.rooms.bind.nobody')
  return notice(ctx, 'personas.rooms.bind.who', { names: namesOf(ctx, bound) })
}

const namesOf = (ctx: TurnContext, personas: readonly Persona[]): string =>
  new Intl.ListFormat(ctx.locale).format(personas.map((persona) => persona.name))

const text = (words: string): ReplyNode => ({ kind: 'text', text: words })

const notice = (ctx: TurnContext, key: string, data: Record<string, unknown> = {}): Reply => [
  { kind: 'text', tone: 'notice', text: ctx.t(key, data) },
]

const notMayManage = (ctx: TurnContext): Reply => [
  { kind: 'text', tone: 'error', text: ctx.t('personas.rooms.not_yours') },
]

const notFound = async (ctx: TurnContext, name: string): Promise<Reply> => [
  {
    kind: 'text',
    tone: 'error',
    code: 'not_found',
    text: ctx.t('personas.rooms.not_found', { name }),
  },
  await personaList(ctx),
]
