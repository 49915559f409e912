/** The yardstick's process: a discord.js bot that answers a slash command with one call, and nothing else. */
import { Client, Events, GatewayIntentBits } from 'discord.js'
import { beReady } from '../support/being_measured.js'

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.DirectMessages,
  ],
  rest: {
    api: process.env.DISCORD_API_ROOT ?? '',
    version: '10',
    globalRequestsPerSecond: Infinity,
  },
})

client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand()) void interaction.reply('This is all that I can say.')
})
client.on(Events.ClientReady, ({ application }) => {
  void application.commands.set([{ name: 'terms', description: 'What you agree to' }])
})

await client.login(process.env.DISCORD_BOT_TOKEN)
beReady()
