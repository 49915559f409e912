/** What a shard's process is, for the sharding test: a bare client of discord.js. */
import { Client } from 'discord.js'

const client = new Client({
  intents: [],
  rest: { api: process.env.TEST_DISCORD_API ?? '', version: '10' },
})
process.on('SIGTERM', () => {
  void client.destroy().then(() => process.exit(0))
})
// Dies when Discord ends the connection for good: the parent is to start it again.
client.on('shardDisconnect', () => process.exit(1))
process.on('disconnect', () => process.exit(0))
await client.login(process.env.TEST_DISCORD_TOKEN)
