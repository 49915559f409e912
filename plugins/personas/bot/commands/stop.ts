import { defineCommand } from '#app/bot_kit/command'

/** Stops the reply that is being written. What it cost is said by the reply itself. */
export const stopCommand = () =>
  defineCommand({
    name: 'stop',
    topic: 'talking',
    description: 'personas.stop.description',
    options: {},
    guards: [],
    visibility: 'private',
    outOfBand: true,
    async run(ctx) {
      const stopped = await ctx.stopRunningTurn()
      const text = ctx.t(stopped ? 'personas.stop.stopped' : 'personas.stop.nothing')
      return [{ kind: 'text', tone: 'notice', text }]
    },
  })
