import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { Person } from '#app/identity/types'
import { errorText } from '#plugins/personas/bot/error_text'
import { mayMeet } from '#plugins/personas/bot/persona_view'
import type { Persona } from '#plugins/personas/persona'

/** Whether a persona's status lets someone talk to it. */
export type MayTalk = 'yes' | 'draft' | 'withdrawn'

/**
 * A draft talks to its creator alone, a withdrawn persona to nobody. Asked by everything that begins or goes on
 * with a talk: `/talk`, plain text, `/again`, rooms.
 */
export function mayTalk(
  persona: Pick<Persona, 'status' | 'creatorId'>,
  person: Pick<Person, 'id'> | null
): MayTalk {
  switch (persona.status) {
    case 'published':
      return 'yes'
    case 'withdrawn':
      return 'withdrawn'
    case 'draft':
      return person !== null && persona.creatorId === person.id ? 'yes' : 'draft'
  }
}

/** Why one cannot talk to a persona here and now, in words: its status, or one's age; null when one can. */
export function refusalToTalk(ctx: TurnContext, persona: Persona): Reply | null {
  switch (mayTalk(persona, ctx.person)) {
    case 'yes':
      return mayMeet(ctx, persona) ? null : errorText(ctx, 'adult_only')
    case 'withdrawn':
    case 'draft':
      return [
        {
          kind: 'text',
          tone: 'notice',
          code: 'not_found',
          text: ctx.t('personas.making.withdrawn_talk', { name: persona.name }),
        },
        {
          kind: 'choice',
          text: ctx.t('personas.making.withdrawn_next'),
          buttons: [
            { label: ctx.t('personas.making.see_others'), invoke: { command: 'personas' } },
          ],
        },
      ]
  }
}
