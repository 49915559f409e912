import type { AnyBotCommand, Guard } from '#app/bot_kit/command'
import type { Conversation } from '#app/bot_kit/conversation'
import type { BotErrorCode } from '#app/bot_kit/errors'
import type { Button } from '#app/bot_kit/reply'
import type { TurnServices } from '#app/bot_kit/turn'

export interface Refusal {
  code: BotErrorCode
  data: Record<string, unknown>
  buttons: readonly Button[]
}

/** The first guard of a command that this person does not pass, in words; null when all are passed. */
export async function refusalOf(
  command: AnyBotCommand,
  conversation: Conversation,
  services: Pick<TurnServices, 'words' | 'allowUse'>
): Promise<Refusal | null> {
  for (const guard of command.guards) {
    const refusal = await check(guard, command, conversation, services)
    if (refusal) return refusal
  }
  return null
}

async function check(
  guard: Guard,
  command: AnyBotCommand,
  { account, person, inbound }: Conversation,
  { words, allowUse }: Pick<TurnServices, 'words' | 'allowUse'>
): Promise<Refusal | null> {
  switch (guard.kind) {
    case 'needsAccount': {
      if (person) return null
      const join: Button = {
        label: words.t('bot.join'),
        invoke: { command: 'accept_terms' },
        style: 'primary',
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
