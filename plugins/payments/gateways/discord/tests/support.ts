/** A Discord that sells packs, and the gateway on it. */
import { sql } from '#app/support/sql'
import { discordAt } from '#plugins/payments/gateways/discord/index'
import type { TakenEvent } from '#plugins/payments/inbox/take_event'
import { startDiscordEmulator, type DiscordEmulator } from '#tests/emulators/discord/index'
import type { WorldEntitlement, WorldSku } from '#tests/emulators/discord/store'

export interface DiscordShop {
  discord: DiscordEmulator
  gateway: Awaited<ReturnType<typeof discordAt>>
  sku: WorldSku
  close(): Promise<void>
}

/** Discord sells this pack, and no other. */
export async function discordShop({
  packId = 'popular',
  countTests = true,
}: { packId?: string; countTests?: boolean } = {}): Promise<DiscordShop> {
  const discord = await startDiscordEmulator()
  const sku = discord.store.addSku({ name: packId })
  await sellAs(packId, sku.id)
  const { token, apiRoot } = discord
  const gateway = await discordAt({ token, apiRoot, countTests })
  const close = async () => {
    await sellAs(packId, null)
    await discord.close()
  }
  return { discord, gateway, sku, close }
}

/** An admin writes down which SKU a pack is. */
export async function sellAs(packId: string, skuId: string | null): Promise<void> {
  await sql('update payments_packs set discord_sku = :skuId where id = :packId', { packId, skuId })
}

/** An entitlement as the frontend brings it to the till. */
export function eventOf(discord: DiscordEmulator, entitlement: WorldEntitlement): TakenEvent {
  const { id, skuId, userId, type, deleted, consumed } = entitlement
  const state = deleted ? 'deleted' : consumed ? 'consumed' : 'granted'
  return {
    provider: 'discord',
    eventId: `entitlement:${id}:${state}`,
    type: deleted ? 'ENTITLEMENT_DELETE' : 'ENTITLEMENT_CREATE',
    body: {
      id,
      sku_id: skuId,
      application_id: discord.applicationId,
      user_id: userId,
      guild_id: null,
      type,
      deleted,
      consumed,
      starts_at: entitlement.startsAt?.toISOString() ?? null,
      ends_at: null,
    },
  }
}
