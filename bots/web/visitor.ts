import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { HttpContext } from '@adonisjs/core/http'
import type { Account, IdentityService, Person } from '#app/identity/types'

/** Signed, http-only; who holds it is the visitor. */
export const VISITOR_COOKIE = 'greenroom_visitor'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A browser that talks to the bots. */
export interface Visitor {
  /** The account's `platformId` on the platform `web`. */
  id: string
  epoch: number
  /** It has said something before. */
  known: boolean
}

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && UUID.test(value)

/** Who the browser says that it is; null without a valid cookie. */
export async function findVisitor(ctx: HttpContext): Promise<Visitor | null> {
  const cookie: unknown = ctx.request.cookie(VISITOR_COOKIE)
  if (typeof cookie !== 'object' || cookie === null) return null
  if (!('id' in cookie) || !isUuid(cookie.id)) return null
  if (!('epoch' in cookie) || typeof cookie.epoch !== 'number') return null

  const kept = await epochOf(cookie.id)
  if ((kept ?? 0) !== cookie.epoch) return null
  return { id: cookie.id, epoch: cookie.epoch, known: kept !== null }
}

/** The visitor, or a new one whose cookie goes out with the answer. */
export async function ensureVisitor(ctx: HttpContext): Promise<Visitor> {
  return (await findVisitor(ctx)) ?? startVisitor(ctx)
}

/** Makes the browser a new visitor. */
export function startVisitor(ctx: HttpContext): Visitor {
  const visitor: Visitor = { id: randomUUID(), epoch: 0, known: false }
  giveCookie(ctx, visitor)
  return visitor
}

/**
 * Voids the cookies of the visitor that are out and gives a new one: nobody who knew the cookie before
 * the person signed in shares the wallet after it.
 */
export async function renewVisitor(ctx: HttpContext, visitor: Visitor): Promise<void> {
  giveCookie(ctx, { ...visitor, epoch: await raiseEpoch(visitor.id) })
}

/** Voids the visitor's cookies, and makes the browser a new visitor. */
export async function leaveVisitor(ctx: HttpContext, visitor: Visitor): Promise<void> {
  await raiseEpoch(visitor.id)
  await db.rawQuery('UPDATE web_visitors SET left_at = now() WHERE id = ?', [visitor.id])
  startVisitor(ctx)
}

/** Whether nobody opens the visitor's conversation any more. */
export async function hasLeft(id: string): Promise<boolean> {
  const { rows } = await db.rawQuery<{ rows: unknown[] }>(
    'SELECT FROM web_visitors WHERE id = ? AND left_at IS NOT NULL',
    [id]
  )
  return rows.length > 0
}

/** The visitor's person, without making an account for someone who only looks. */
export async function personOf(
  identity: IdentityService,
  visitor: Visitor | null
): Promise<Person | null> {
  if (!visitor) return null
  return (await identity.lookUp(`web:${visitor.id}`))?.person ?? null
}

/** The visitor's account; a guest's when it is new. */
export async function accountOf(
  identity: IdentityService,
  visitor: Visitor,
  about: { displayName: string; locale: string }
): Promise<Account> {
  const { account } = await identity.identify({ platform: 'web', platformId: visitor.id, ...about })
  return account
}

function giveCookie(ctx: HttpContext, { id, epoch }: Visitor): void {
  ctx.response.cookie(VISITOR_COOKIE, { id, epoch }, { maxAge: '365 days' })
}

async function epochOf(id: string): Promise<number | null> {
  const row: unknown = await db.from('web_visitors').where('id', id).select('epoch').first()
  return row && typeof row === 'object' && 'epoch' in row ? Number(row.epoch) : null
}

async function raiseEpoch(id: string): Promise<number> {
  const { rows } = await db.rawQuery<{ rows: { epoch: number }[] }>(
    `INSERT INTO web_visitors (id, epoch) VALUES (:id, 1)
     ON CONFLICT (id) DO UPDATE SET epoch = web_visitors.epoch + 1 RETURNING epoch`,
    { id }
  )
  return rows[0]?.epoch ?? 0
}
