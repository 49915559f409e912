import type { AnyBotCommand, Guard } from '#app/bot_kit/command'
import type { Conversation } from '#app/bot_kit/conversation'
import type { BotErrorCode } from '#app/bot_kit/errors'
import { packInvocation } from '#app/bot_kit/going_on'
import type { Button, OptionValue } from '#app/bot_kit/reply'
import type { TurnServices } from '#app/bot_kit/turn'

export interface Refusal {
  code: BotErrorCode
  data: Record<string, unknown>
  buttons: readonly Button[]
}

/** Who gives a command, and where. */
type Giver = Pick<Conversation, 'account' | 'person' | 'inbound'>

/** A command with what it was given. */
interface Given {
  command: AnyBotCommand
  options: Readonly<Record<string, OptionValue | undefined>>
}

/** The first guard of a command that this person does not pass, in words; null when all are passed. */
export async function refusalOf(
  given: Given,
  conversation: Giver,
  services: Pick<TurnServices, 'words' | 'allowUse'>
): Promise<Refusal | null> {
  for (const guard of given.command.guards) {
    const refusal = await check(guard, given, conversation, services)
    if (refusal) return refusal
  }
  return null
}

async function check(
  guard: Guard,
  { command, options }: Given,
  { account, person, inbound }: Giver,
  { words, allowUse }: Pick<TurnServices, 'words' | 'allowUse'>
): Promise<Refusal | null> {
  switch (guard.kind) {
    case 'needsAccount': {
      if (person) return null
      const then = packInvocation(command.name, options)
      const join: Button = {
        label: words.t('bot.join'),
        // What they meant to do goes on by itself, and once.
        invoke: { command: 'accept_terms', ...(then !== null && { options: { then } }) },
        style: 'primary',
        ...(then !== null && { singleUse: true }),
      }
      return { code: 'needs_account', data: { command: command.name }, buttons: [join] }
    }
    case 'creatorOnly':
      return person?.roles.includes('creator') ? null : refusal('creator_only')
    case 'adultOnly': {
      const placeFits =
        inbound.frontend !== 'discord' ||
        inbound.place.kind === 'direct' ||
        inbound.place.ageRestricted === true
      return person?.adult && placeFits ? null : refusal('adult_only')
    }
    case 'cooldown': {
      const use = { accountId: account.id, command: command.name, seconds: guard.seconds }
      const answer = await allowUse(use)
      return answer.allowed ? null : refusal('cooldown', { seconds: answer.retryInSeconds })
    }
  }
}

const refusal = (code: BotErrorCode, data: Record<string, unknown> = {}): Refusal => ({
  code,
  data,
  buttons: [],
})
