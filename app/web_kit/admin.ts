/**
 * Pages of the admin panel. A plugin brings its own:
 *
 * ```ts
 * // plugin.ts: the panel lists it for whoever has one of the roles
 * adminPages: [{ path: '/admin/payments', title: 'payments.admin.title', roles: ['admin'] }]
 *
 * // routes.ts: every route below /admin stands behind the guard, forms too; it brings what pages stand on
 * // (session, language, CSRF), so `pageMiddleware()` is not used beside it
 * router
 *   .group(() => {
 *     router.get('/admin/payments', [Payments, 'index']).as('admin.payments')
 *     router.post('/admin/payments/:id/refund', [Payments, 'refund']).as('admin.payments.refund')
 *   })
 *   .use(adminOnly(['admin']))
 *
 * // controller: `adminOf(ctx)` is the person whose role was checked
 * const pages = await app.container.make('pages')
 * return pages.render(ctx, 'payments::admin_payments', { payments })
 * ```
 *
 * The view stands in the layout `resources/views/components/admin.edge`, which draws the way through the panel, the
 * heading and flash messages (`ctx.session.flash('done', …)`, `flash('errors', { form: … })`):
 *
 * ```edge
 * @admin({ title: t('payments.admin.title') })
 *   <div class="records-scroll" role="region" aria-label="…" tabindex="0">
 *     <table class="records"> … <td data-label="{{ t('payments.admin.amount') }}">…</td>
 * ```
 *
 * A table of the class `records` becomes a list of cards on a phone; each `td` names its column in `data-label`.
 * Classes beside it: `filters` for a form of filters, `number` for columns of numbers, `badge` (with `good`, `bad`,
 * `wait`) for states, `pager` for the way on, `sheet` for a framed part of a page, `actions` for rows of buttons.
 */
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import app from '@adonisjs/core/services/app'
import type { Person, Role } from '#app/identity/types'
import type { AdminPage } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const known = new WeakMap<HttpContext, Person>()

/** The person whose role {@link adminOnly} checked. @throws outside of its routes */
export function adminOf(ctx: HttpContext): Person {
  const person = known.get(ctx)
  if (!person) throw new Error('The route is not behind adminOnly')
  return person
}

/** The pages of the panel that somebody with these roles may see, in the order of the plugins. */
export async function adminPagesFor(roles: readonly Role[]): Promise<readonly AdminPage[]> {
  const { plugins } = await app.container.make('plugins')
  return plugins
    .flatMap(({ adminPages = [] }) => adminPages)
    .filter((page) => page.roles.some((role) => roles.includes(role)))
}

/**
 * The guard of the panel's routes, with all that pages stand on: everybody without one of the roles gets 403, guests
 * with a way to sign in.
 * @param roles one of them is enough; by default whoever may see any page of the panel
 */
export function adminOnly(roles?: readonly [Role, ...Role[]]) {
  return [
    ...pageMiddleware(),
    async (ctx: HttpContext, next: NextFn): Promise<void> => {
      const pages = await app.container.make('pages')
      const person = await pages.personOf(ctx)
      const own = person && !person.bannedAt ? await adminPagesFor(person.roles) : []
      const enough = roles ? roles.some((role) => person?.roles.includes(role)) : own.length > 0
      if (!person || person.bannedAt || !enough) {
        const back = ctx.request.method() === 'GET' ? ctx.request.url(true) : '/admin'
        ctx.response.status(403)
        const data = { guest: !person, next: encodeURIComponent(back) }
        return ctx.response.send(await pages.render(ctx, 'pages/errors/admin_only', data))
      }
      known.set(ctx, person)
      ctx.view.share({ panel: wayThrough(own, ctx) })
      await next()
    },
  ]
}

/** The panel's navigation: the page that is shown, or lies nearest above it, is the current one. */
function wayThrough(pages: readonly AdminPage[], { i18n, request }: HttpContext) {
  const here = request.url()
  const [current] = pages
    .map(({ path }) => path)
    .filter((path) => here === path || here.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)
  return pages.map(({ path, title }) => ({
    href: path,
    label: i18n.t(title),
    current: path === current,
  }))
}
