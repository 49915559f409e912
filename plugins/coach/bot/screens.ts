import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { decisionsReply } from '#plugins/coach/bot/decision_commands'
import { profileReply } from '#plugins/coach/bot/profile_commands'
import { tasksReply } from '#plugins/coach/bot/task_commands'
import type { CoachServices } from '#plugins/coach/services'

type Screen = (services: CoachServices, ctx: TurnContext) => Promise<Reply>

/** What a word after `/coach` opens, as the buttons of the overview do. */
const SCREENS: Readonly<Record<string, Screen>> = {
  profile: (_services, ctx) => profileReply(ctx),
  tasks: (services, ctx) => tasksReply(services, ctx),
  decisions: decisionsReply,
}

/** The screen that a word names, in English or in the creator's language; null for everything else that is said. */
export function screenNamed(ctx: TurnContext, text: string): Screen | null {
  const word = text.toLowerCase()
  const named = Object.entries(SCREENS).find(
    ([name]) => word === name || word === ctx.t(`coach.screen.${name}`)
  )
  return named?.[1] ?? null
}
