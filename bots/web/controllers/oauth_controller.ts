import type { HttpContext } from '@adonisjs/core/http'
import { oauthServices } from '#config/ally'
import { beginEntering, enterWith, refuseEntering } from '#bots/web/enter'
import { WEB_RATES } from '#bots/web/limits'
import { notFound } from '#bots/web/not_found'
import { secondsToWait } from '#bots/web/rates'

/** Signing in with Discord or Google, where the operator set them up. */
export default class OauthController {
  /** Sends the browser there, with a state that only this browser can bring back. */
  async redirect(ctx: HttpContext) {
    const service = serviceOf(ctx)
    if (!service) return notFound(ctx)
    beginEntering(ctx)
    return ctx.ally.use(service).redirect()
  }

  async callback(ctx: HttpContext) {
    const service = serviceOf(ctx)
    if (!service) return notFound(ctx)
    const wait = await secondsToWait([
      { key: `sign-in-ip:${ctx.request.ip()}`, rate: WEB_RATES.signInPerIp },
    ])
    if (wait > 0) return refuseEntering(ctx, 'identity.sign_in.went_wrong')

    const driver = ctx.ally.use(service)
    if (driver.stateMisMatch()) return refuseEntering(ctx, 'identity.sign_in.went_wrong')
    if (driver.accessDenied()) return refuseEntering(ctx, 'identity.sign_in.denied')
    if (driver.hasError()) return refuseEntering(ctx, 'identity.sign_in.went_wrong')
    try {
      const told: unknown = await driver.user()
      return await enterWith(ctx, { platform: service, ...accountIn(told) })
    } catch (error) {
      ctx.logger.warn({ err: error, service }, 'an OAuth service did not say who somebody is')
      return refuseEntering(ctx, 'identity.sign_in.went_wrong')
    }
  }
}

/**
 * The account in what Ally's driver read. The name is Discord's own, as its bots see it: the driver makes `name#0`
 * of it.
 */
function accountIn(told: unknown): { platformId: string; displayName: string } {
  const { id, name, original }: Record<string, unknown> = { ...asObject(told) }
  const { global_name: shown, username }: Record<string, unknown> = { ...asObject(original) }
  if (typeof id !== 'string' || id === '') throw new Error('The service named nobody')
  const names = [shown, username, name].filter((one) => typeof one === 'string')
  return { platformId: id, displayName: names[0] ?? id }
}

const asObject = (value: unknown): object =>
  typeof value === 'object' && value !== null ? value : {}

function serviceOf(ctx: HttpContext) {
  const wanted: unknown = ctx.params.service
  return oauthServices.find((service) => service === wanted)
}
