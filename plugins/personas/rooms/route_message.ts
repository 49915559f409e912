import type { TurnContext } from '#app/bot_kit/command'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import { shownAs } from '#plugins/personas/actions/write_reply'
import { chatKey, type Whose } from '#plugins/personas/conversation'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { Persona } from '#plugins/personas/persona'
import { currentConversation } from '#plugins/personas/queries/conversations'
import { addressed } from '#plugins/personas/rooms/addressed'
import {
  boundPersonas,
  personaOfMessage,
  personasOfRoom,
} from '#plugins/personas/rooms/queries/bindings'

/**
 * Turns a message to the persona that it is meant for: whose message it replies to; else, in a room, whose name is in
 * it; else the one that spoke to this person last; else the one that was bound first. From then on that is whom they
 * talk to in the place.
 */
export async function routeMessage(ctx: TurnContext, whose: Whose, text: string): Promise<void> {
  const replied = await repliedTo(ctx)
  if (replied) return turnTo(whose, replied)
  if (ctx.place.kind !== 'group') return
  const bound = await boundPersonas(whose.place)
  const named = addressed(text, bound.length > 0 ? bound : await personasOfRoom(whose.place))
  if (named) return turnTo(whose, named)
  if (bound.length === 0) return
  const current = await currentConversation(whose)
  if (bound.some(({ id }) => id === current?.persona.id)) return
  const first = bound.find((persona) => refusalToTalk(ctx, persona) === null) ?? bound[0]
  if (first) await turnTo(whose, first)
}

async function repliedTo({ frontend, place }: TurnContext): Promise<Persona | null> {
  if (place.replyTo === undefined) return null
  return personaOfMessage(shownAs(chatKey(frontend, place), place.replyTo))
}

async function turnTo(whose: Whose, persona: Persona): Promise<void> {
  const current = await currentConversation(whose)
  if (current?.persona.id === persona.id) return
  await choosePersona({ ...whose, persona, introduced: false })
}
