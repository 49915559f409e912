import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { JsonObject } from '#app/job_kit/types'
import type { Pack } from '#plugins/payments/packs/pack'
import { listPacks, MOST_PACKS } from '#plugins/payments/packs/queries/list_packs'
import { untrueIn } from '#plugins/payments/packs/true_mark'

export interface SaveRequest {
  pack: Pack
  /** The version of the pack that the admin saw ({@link versionOf}). */
  seen: string
  /** The admin. */
  by: string
}

export type SaveOutcome =
  | { outcome: 'saved' }
  /** Nothing is different: nothing is written. */
  | { outcome: 'unchanged' }
  /** Somebody else changed (or removed) it since, or took the id. */
  | { outcome: 'changed_meanwhile' }
  | { outcome: 'sku_taken'; packId: string }
  | { outcome: 'too_many' }
  /** Another pack of its shelf gives more coins for the money. */
  | { outcome: 'not_best'; currency: string; packId: string }

/** Adds or changes a pack, and keeps who did it. Orders that are open keep the price of their moment. */
export async function savePack({ pack, seen, by }: SaveRequest): Promise<SaveOutcome> {
  return db.transaction(async (trx) => {
    // One change at a time: the mark of best value depends on the other packs.
    await sql('lock table payments_packs in share row exclusive mode', {}, trx)
    const packs = await listPacks({ trx })
    const before = packs.find(({ id }) => id === pack.id) ?? null
    if (versionOf(before) !== seen) return { outcome: 'changed_meanwhile' }
    if (versionOf(pack) === seen) return { outcome: 'unchanged' }
    if (!before && packs.length >= MOST_PACKS) return { outcome: 'too_many' }
    const others = packs.filter(({ id }) => id !== pack.id)
    const owner = others.find(
      ({ discordSku }) => discordSku !== null && discordSku === pack.discordSku
    )
    if (owner) return { outcome: 'sku_taken', packId: owner.id }
    const [untrue] = untrueIn(pack, others)
    if (untrue) return { outcome: 'not_best', ...untrue }

    await write(trx, pack)
    await sql(
      `insert into payments_pack_changes (pack_id, by_person_id, before, after)
       values (:id, :by, :before::jsonb, :after::jsonb)`,
      {
        id: pack.id,
        by,
        before: before && JSON.stringify(packToJson(before)),
        after: JSON.stringify(packToJson(pack)),
      },
      trx
    )
    return { outcome: 'saved' }
  })
}

async function write(trx: TransactionClientContract, pack: Pack): Promise<void> {
  await sql(
    `insert into payments_packs (id, position, shelf, coins, bonus, best, active, discord_sku, names, lines, updated_at)
     values (:id, :position, :shelf, :coins, :bonus, :best, :active, :discordSku, :names::jsonb, :lines::jsonb, now())
     on conflict (id) do update set position = excluded.position, shelf = excluded.shelf, coins = excluded.coins,
       bonus = excluded.bonus, best = excluded.best, active = excluded.active, discord_sku = excluded.discord_sku,
       names = excluded.names, lines = excluded.lines, updated_at = now()`,
    {
      id: pack.id,
      position: pack.position,
      shelf: pack.shelf,
      coins: pack.coins,
      bonus: pack.bonus,
      best: pack.best,
      active: pack.active,
      discordSku: pack.discordSku,
      names: JSON.stringify(pack.names),
      lines: JSON.stringify(pack.lines),
    },
    trx
  )
  await sql('delete from payments_pack_prices where pack_id = :id', { id: pack.id }, trx)
  const prices = Object.entries(pack.prices).map(([currency, amount]) => ({
    currency,
    amount: amount.toString(),
  }))
  await sql(
    `insert into payments_pack_prices (pack_id, currency, amount)
     select :id, currency, amount from jsonb_to_recordset(:prices::jsonb) as p (currency text, amount bigint)`,
    { id: pack.id, prices: JSON.stringify(prices) },
    trx
  )
}

/** A pack as JSON, always in the same order: amounts as text, since a JSON number would round a large one. */
function packToJson(pack: Pack): JsonObject {
  return {
    id: pack.id,
    position: pack.position,
    shelf: pack.shelf,
    coins: pack.coins.toString(),
    bonus: pack.bonus.toString(),
    best: pack.best,
    active: pack.active,
    discordSku: pack.discordSku,
    names: sorted(pack.names),
    lines: sorted(pack.lines),
    prices: sorted(
      Object.fromEntries(
        Object.entries(pack.prices).map(([currency, amount]) => [currency, amount.toString()])
      )
    ),
  }
}

const sorted = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => a.localeCompare(b)))

/** Tells one state of a pack from another; of no pack as well. */
export const versionOf = (pack: Pack | null): string =>
  createHash('sha256')
    .update(pack ? JSON.stringify(packToJson(pack)) : '')
    .digest('base64url')
