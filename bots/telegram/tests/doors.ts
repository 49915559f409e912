import { getActiveTestOrFail } from '@japa/runner'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import type { SpaceEvent, SpaceListener } from '#app/bot_kit/spaces/events'
import type { Passage } from '#app/bot_kit/spaces/space'
import { createDoorkeeper } from '#bots/telegram/doorkeeper'
import telegramConfig from '#config/telegram'
import { startTelegramEmulator, type TelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'
import type { EmulatedChat } from '#tests/emulators/telegram/world'

/** A Telegram on loopback and the doorkeeper alone, as in a process without a bot. */
export async function gate(): Promise<{ telegram: TelegramEmulator; keeper: Doorkeeper }> {
  const telegram = await startTelegramEmulator()
  getActiveTestOrFail().cleanup(() => telegram.close())
  return { telegram, keeper: keeperOf(telegram) }
}

/** Another one, as in another process. */
export function keeperOf({ token, apiRoot }: TelegramEmulator): Doorkeeper {
  const keeper = createDoorkeeper({ ...telegramConfig, token, apiRoot, callTimeoutSeconds: 3 })
  if (!keeper) throw new Error('There is a token')
  return keeper
}

/** A supergroup that is ready, its owner, and a fan. */
export async function guardedGroup(kind: 'group' | 'channel' = 'group') {
  const { telegram, keeper } = await gate()
  const [owner, fan] = [telegram.person({ name: 'Olga' }), telegram.person({ name: 'Ana' })]
  const chat =
    kind === 'group'
      ? telegram.group('Inner circle', [], { owner })
      : telegram.channel('Inner circle', owner)
  owner.at(chat).promotesBot()
  return { telegram, keeper, owner, fan, chat, way: wayOf(chat, fan) }
}

export const spaceOf = (chat: EmulatedChat) =>
  ({ platform: 'telegram', id: String(chat.wire.id) }) as const

export const wayOf = (chat: EmulatedChat, person: Person): Passage => ({
  door: { ...spaceOf(chat), roleId: null },
  platformId: String(person.id),
})

/** A listener that does what the test says. */
export class ScriptedSpaces implements SpaceListener {
  readonly taken: SpaceEvent[] = []
  cares: (event: SpaceEvent) => boolean = () => true
  /** It cannot keep anything. */
  broken = false
  tries = 0

  async caresFor(event: SpaceEvent): Promise<boolean> {
    return this.cares(event)
  }

  async take(event: SpaceEvent): Promise<void> {
    this.tries += 1
    if (this.broken) throw new Error('The database is away')
    this.taken.push(event)
  }

  get kinds(): string[] {
    return this.taken.map(({ kind }) => kind)
  }
}
