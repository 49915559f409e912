import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { tokenOwner } from '#app/identity/api/token_owner'

/** Millicoins in a coin. */
const COIN = 1000n

/** Who a token belongs to. */
export default class MeController {
  async show(ctx: HttpContext) {
    const owner = await tokenOwner(ctx, 'profile')
    if (!owner) return
    const { person } = owner
    ctx.response.header('Cache-Control', 'no-store')
    return {
      id: person.id,
      name: person.displayName,
      language: person.locale,
      roles: person.roles,
      ...(owner.allows('wallet') ? await walletOf(person.id) : {}),
    }
  }
}

/** Amounts go out as text: a program that reads numbers as doubles would round a large one. */
async function walletOf(personId: string) {
  const identity = await app.container.make('identity')
  const balance = await identity.balanceOf(personId)
  return balance === null
    ? {}
    : { balance: { millicoins: balance.toString(), coins: inCoins(balance) } }
}

function inCoins(millicoins: bigint): string {
  const rest = (millicoins % COIN).toString().padStart(3, '0').replace(/0+$/, '')
  return `${millicoins / COIN}${rest === '' ? '' : `.${rest}`}`
}
