import type { BotModule } from '#app/bot_kit/command'
import type { IdentityService } from '#app/identity/types'
import { adultCommands } from '#app/identity/bot/adult'
import { linkCommands } from '#app/identity/bot/link'
import { loginCommand } from '#app/identity/bot/login'
import { privacyCommands } from '#app/identity/bot/privacy'
import { termsCommand } from '#app/identity/bot/terms'

/** What the house itself says in a conversation: who one is, and on what terms. */
export default function identityBot(identity: IdentityService): BotModule {
  return {
    commands: [
      loginCommand(identity),
      ...linkCommands(identity),
      ...adultCommands(identity),
      ...privacyCommands(identity),
      termsCommand(),
    ],
  }
}
