import type { BotModule } from '#app/bot_kit/command'
import type { IdentityService } from '#app/identity/types'
import { loginCommand } from '#app/identity/bot/login'
import { termsCommand } from '#app/identity/bot/terms'

/** What the house itself says in a conversation: who one is, and on what terms. */
export default function identityBot(identity: IdentityService): BotModule {
  return { commands: [loginCommand(identity), termsCommand()] }
}
