import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { checkTelegramLogin } from '#app/identity/telegram_login'
import { appUrl } from '#config/app'
import telegramConfig from '#config/telegram'
import { beginEntering, enterWith, refuseEntering } from '#bots/web/enter'
import { WEB_RATES } from '#bots/web/limits'
import { notFound } from '#bots/web/not_found'
import { secondsToWait } from '#bots/web/rates'
import { renderPage } from '#bots/web/render_page'
import { telegramBotName } from '#bots/web/telegram_bot_name'

const STATE = 'telegram_state'

/** Where the widget's script is, and the frame that it opens (core.telegram.org/widgets/login). */
const WIDGET = 'https://telegram.org'
const WIDGET_FRAME = 'https://oauth.telegram.org'

/** Signing in with Telegram's login widget, on a page of its own: no other page lets a foreign script in. */
export default class TelegramSignInController {
  async show(ctx: HttpContext) {
    if (!telegramConfig.token) return notFound(ctx)
    beginEntering(ctx)
    // Telegram brings the address back as it was: only this browser knows the state in it.
    const state = randomBytes(16).toString('base64url')
    ctx.session.put(STATE, state)
    const page = await renderPage(ctx, 'pages/sign_in_telegram', {
      botName: await telegramBotName(),
      widget: `${WIDGET}/js/telegram-widget.js?22`,
      callback: `${appUrl}/auth/telegram/callback?state=${state}`,
    })
    allowWidget(ctx)
    return page
  }

  async callback(ctx: HttpContext) {
    const { token } = telegramConfig
    if (!token) return notFound(ctx)
    const wait = await secondsToWait([
      { key: `sign-in-ip:${ctx.request.ip()}`, rate: WEB_RATES.signInPerIp },
    ])
    if (wait > 0) return refuseEntering(ctx, 'identity.sign_in.went_wrong')

    const told = ctx.request.qs()
    // Taken out: an address that was used, and is in some history, signs nobody in again.
    const state: unknown = ctx.session.pull(STATE)
    if (!sameText(state, told.state)) return refuseEntering(ctx, 'identity.sign_in.went_wrong')
    const login = checkTelegramLogin(told, token)
    switch (login.outcome) {
      case 'forged':
        return refuseEntering(ctx, 'identity.sign_in.went_wrong')
      case 'too_old':
        return refuseEntering(ctx, 'identity.sign_in.too_old')
      case 'valid': {
        const { platformId, displayName } = login
        return enterWith(ctx, { platform: 'telegram', platformId, displayName })
      }
    }
  }
}

function sameText(expected: unknown, given: unknown): boolean {
  if (typeof expected !== 'string' || typeof given !== 'string') return false
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Widens the policy of this one answer: the widget's script, and its frame. */
function allowWidget(ctx: HttpContext): void {
  const policy = ctx.response.getHeader('Content-Security-Policy')
  if (typeof policy !== 'string') return
  const widened = policy.replace(/script-src [^;]*/, (rule) => `${rule} ${WIDGET}`)
  ctx.response.header('Content-Security-Policy', `${widened};frame-src ${WIDGET_FRAME}`)
}
