/** Ids as Discord makes them: milliseconds since 2015-01-01, then 22 bits of worker and counter. */
const EPOCH = 1_420_070_400_000n
let counter = 0n

export function snowflake(): string {
  counter = (counter + 1n) % 4096n
  return (((BigInt(Date.now()) - EPOCH) << 22n) | counter).toString()
}

/** The gateway shard that is told about a guild (docs.discord.com/developers/events/gateway#sharding). */
export function shardOf(guildId: string | undefined, shards: number): number {
  return guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shards))
}
