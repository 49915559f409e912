import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { type PluginRegistry } from '#app/plugin_kit/registry'
import type { Pages } from '#app/web_kit/pages'
import type { Maker, MakingServices } from '#plugins/personas/making/maker'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'

/** How often a creator may save, upload or publish on the web page. */
const RATE = { requests: 120, duration: '10 minutes' } as const
/** Checking what is published may ask a server; it is given up after this long, milliseconds. */
const CHECK_MS = 15_000

/** A creator at a browser. */
export interface CreatorHere {
  pages: Pages
  maker: Maker
}

/** Who works here; null when the answer (sign in, become a creator) is on its way already. */
export async function creatorHere(ctx: HttpContext): Promise<CreatorHere | null> {
  const pages = await app.container.make('pages')
  const speaker = await pages.speakerOf(ctx)
  if (!speaker) {
    ctx.response.redirect(`/sign-in?next=${encodeURIComponent(ctx.request.url())}`)
    return null
  }
  const { person, accountId } = speaker
  if (person.bannedAt || !person.roles.includes('creator')) {
    ctx.response.status(ctx.request.method() === 'GET' ? 200 : 403)
    ctx.response.send(await pages.render(ctx, 'personas::making/become', {}))
    return null
  }
  if (ctx.request.method() !== 'GET') await limiter.use(RATE).consume(`making:${person.id}`)
  const signal = AbortSignal.timeout(CHECK_MS)
  return { pages, maker: { person, accountId, locale: ctx.i18n.locale, signal } }
}

/** The creator and the persona that the address names; null when the answer is on its way already. */
export async function personaHere(
  ctx: HttpContext
): Promise<(CreatorHere & { own: OwnPersona }) | null> {
  const here = await creatorHere(ctx)
  if (!here) return null
  const own = await ownPersona(String(ctx.params.slug), here.maker.person.id)
  if (own) return { ...here, own }
  await notFound(ctx, here.pages)
  return null
}

/** As for an address that there never was. */
export async function notFound(ctx: HttpContext, pages: Pages): Promise<void> {
  ctx.response.status(404)
  ctx.response.send(await pages.render(ctx, 'personas::making/not_found', {}))
}

export async function makingServices(): Promise<MakingServices> {
  const registry: PluginRegistry = await app.container.make('plugins')
  return { moderation: registry.use('moderation') }
}
