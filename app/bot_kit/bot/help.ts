import {
  defineCommand,
  TOPICS,
  type AnyBotCommand,
  type CommandContext,
} from '#app/bot_kit/command'
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
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('bot.help.title'),
        text: [ctx.t('bot.help.intro'), ...byTopic(ctx, commands())].join('\n\n'),
        buttons: [
          { label: ctx.t('bot.help.meet'), invoke: { command: 'personas' }, style: 'primary' },
        ],
      }
      return [card]
    },
  })
}

/** A paragraph for each topic that has a command, in the order of the alphabet within. */
function byTopic(ctx: CommandContext, commands: readonly AnyBotCommand[]): string[] {
  const listed = Map.groupBy(
    commands.filter((command) => mayUse(ctx, command)),
    ({ topic = 'other' }) => topic
  )
  return TOPICS.flatMap((topic) => {
    const lines = (listed.get(topic) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ name, description }) => `/${name} — ${ctx.t(description)}`)
    return lines.length === 0
      ? []
      : [`**${ctx.t(`bot.help.topic.${topic}`)}**\n${lines.join('\n')}`]
  })
}

/** What only creators may say is listed for creators; what needs an account invites to have one. */
function mayUse({ person }: CommandContext, { guards }: AnyBotCommand): boolean {
  return !guards.some(({ kind }) => kind === 'creatorOnly') || !!person?.roles.includes('creator')
}
