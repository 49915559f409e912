import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { CardNode } from '#app/bot_kit/reply'

/** `/help`: what can be said here. It asks for the list when it runs, since every plugin adds to it. */
export function helpCommand(commands: () => readonly AnyBotCommand[]): AnyBotCommand {
  return defineCommand({
    name: 'help',
    description: 'bot.help.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const lines = commands().map(
        (command) => `**/${command.name}** — ${ctx.t(command.description)}`
      )
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('bot.help.title'),
        text: [ctx.t('bot.help.intro'), '', ...lines].join('\n'),
        buttons: [
          { label: ctx.t('bot.help.meet'), invoke: { command: 'personas' }, style: 'primary' },
        ],
      }
      return [card]
    },
  })
}
