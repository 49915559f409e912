import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { adminOf } from '#app/web_kit/admin'
import { savePack, versionOf } from '#plugins/payments/packs/actions/save_pack'
import {
  formOf,
  readForm,
  sentForm,
  type PackForm,
  type WrongFields,
} from '#plugins/payments/packs/admin/pack_form'
import { formPage, listPage } from '#plugins/payments/packs/admin/pack_pages'
import type { Pack } from '#plugins/payments/packs/pack'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'

/** The packs in the admin panel. */
export default class PacksController {
  async index(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'payments::packs_index', await listPage(ctx))
  }

  async create(ctx: HttpContext) {
    return this.#form(ctx, null, { form: formOf(null) })
  }

  async edit(ctx: HttpContext) {
    const pack = await packHere(ctx)
    return pack ? this.#form(ctx, pack, { form: formOf(pack) }) : undefined
  }

  async store(ctx: HttpContext) {
    return this.#save(ctx, null)
  }

  async update(ctx: HttpContext) {
    const pack = await packHere(ctx)
    return pack ? this.#save(ctx, pack) : undefined
  }

  async #save(ctx: HttpContext, before: Pack | null) {
    const body: Record<string, unknown> = ctx.request.body()
    const form = sentForm(body)
    const read = readForm(form, before?.id ?? null)
    const again = (wrong: WrongFields, why?: string) =>
      this.#form(ctx, before, { form, wrong, why, seen: String(body.seen ?? '') })
    if ('wrong' in read) return again(read.wrong)
    const saved = await savePack({
      pack: read.pack,
      seen: before ? String(body.seen ?? '') : versionOf(null),
      by: adminOf(ctx).id,
    })
    const t = ctx.i18n.t.bind(ctx.i18n)
    switch (saved.outcome) {
      case 'saved':
      case 'unchanged':
        ctx.session.flash('done', t(`payments.packs_admin.${saved.outcome}`))
        return ctx.response.redirect().status(303).toPath('/admin/packs')
      case 'changed_meanwhile':
        return again({}, t(`payments.packs_admin.${before ? 'changed_meanwhile' : 'id_taken'}`))
      case 'sku_taken':
        return again({}, t('payments.packs_admin.sku_taken', { pack: saved.packId }))
      case 'too_many':
        return again({}, t('payments.packs_admin.too_many'))
      case 'not_best':
        return again(
          {},
          t('payments.packs_admin.not_best', { pack: saved.packId, currency: saved.currency })
        )
    }
  }

  async #form(
    ctx: HttpContext,
    pack: Pack | null,
    about: { form: PackForm; wrong?: WrongFields; why?: string; seen?: string }
  ) {
    if (about.wrong) ctx.response.status(422)
    const pages = await app.container.make('pages')
    const seen = about.seen ?? versionOf(pack)
    return pages.render(ctx, 'payments::packs_form', await formPage(ctx, pack, { ...about, seen }))
  }
}

/** The pack that the address names; null when the answer is on its way already. */
async function packHere(ctx: HttpContext): Promise<Pack | null> {
  const found = (await listPacks()).find(({ id }) => id === ctx.params.id)
  if (found) return found
  const pages = await app.container.make('pages')
  ctx.response.status(404)
  const text = ctx.i18n.t('payments.packs_admin.gone')
  ctx.response.send(await pages.render(ctx, 'pages/errors/not_found', { text }))
  return null
}
