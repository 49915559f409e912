/** What the panel's pages of packs show: everything in words already. */
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { formatCoinNumber } from '#app/support/coins'
import { timeOf } from '#app/web_kit/address'
import { discordProblems } from '#plugins/payments/gateways/discord/findings'
import { moneyInWords } from '#app/support/money'
import {
  PACK_LOCALES,
  type PackForm,
  type WrongFields,
} from '#plugins/payments/packs/admin/pack_form'
import { CURRENCIES } from '#plugins/payments/packs/currencies'
import { PACK_LIMITS } from '#plugins/payments/packs/limits'
import { SHELVES, type Pack } from '#plugins/payments/packs/pack'
import { packWords } from '#plugins/payments/packs/pack_words'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import { packChanges } from '#plugins/payments/packs/queries/pack_changes'
import { untrueIn } from '#plugins/payments/packs/true_mark'

export async function listPage(ctx: HttpContext) {
  const { locale } = ctx.i18n
  const t = ctx.i18n.t.bind(ctx.i18n)
  const packs = await listPacks()
  const inDiscord = await discordProblems(await app.container.make('gateways'))
  const money = (amount: bigint, currency: string) => moneyInWords(amount, currency, { locale, t })
  return {
    packs: packs.map((pack) => ({
      id: pack.id,
      name: packWords(pack, locale).name,
      position: pack.position,
      shelf: t(`payments.packs_admin.shelf_${pack.shelf}`),
      coins: formatCoinNumber(pack.coins, locale),
      bonus: formatCoinNumber(pack.bonus, locale),
      prices: CURRENCIES.flatMap((currency) => {
        const amount = pack.prices[currency]
        return amount === undefined ? [] : [money(amount, currency)]
      }).join(' · '),
      sku: pack.discordSku,
      skuProblem: inDiscord.has(pack.id)
        ? t(`payments.discord.catalogue.${inDiscord.get(pack.id)}`)
        : '',
      active: pack.active,
      best: pack.best,
      untrue: untrueIn(pack, packs)
        .map(({ currency }) => currency)
        .join(', '),
    })),
    changes: await changesOf(ctx),
  }
}

export async function formPage(
  ctx: HttpContext,
  pack: Pack | null,
  about: { form: PackForm; wrong?: WrongFields; why?: string; seen: string }
) {
  const t = ctx.i18n.t.bind(ctx.i18n)
  const { form, wrong = {}, why, seen } = about
  const field = (
    name: string,
    label: string,
    more: { hint?: string; maxlength?: number } = {}
  ) => ({
    name,
    label,
    value: form[name] ?? '',
    wrong: wrong[name] === undefined ? '' : t(`payments.packs_admin.wrong.${wrong[name]}`),
    ...more,
  })
  const label = (key: string) => t(`payments.packs_admin.field.${key}`)
  const own = pack && packWords({ ...pack, names: {}, lines: {} }, ctx.i18n.locale)
  return {
    title: pack
      ? t('payments.packs_admin.change', { name: packWords(pack, ctx.i18n.locale).name })
      : t('payments.packs_admin.add'),
    action: pack ? `/admin/packs/${pack.id}` : '/admin/packs',
    seen,
    why: why ?? (Object.keys(wrong).length > 0 ? t('payments.packs_admin.look') : ''),
    id: pack
      ? null
      : field('id', label('id'), { hint: t('payments.packs_admin.hint.id'), maxlength: 32 }),
    coins: [field('coins', label('coins')), field('bonus', label('bonus'))],
    prices: CURRENCIES.map((currency) =>
      field(`price_${currency}`, t(`payments.packs_admin.price.${currency}`))
    ),
    words: PACK_LOCALES.flatMap((locale) => {
      const language = t(`payments.packs_admin.language.${locale}`)
      const named = (key: string) => `${label(key)} (${language})`
      return [
        field(`name_${locale}`, named('name'), { maxlength: PACK_LIMITS.name }),
        field(`line_${locale}`, named('line'), { maxlength: PACK_LIMITS.line }),
      ]
    }),
    ownWords: own ? t('payments.packs_admin.hint.words', { name: own.name }) : '',
    sku: field('discord_sku', label('sku'), {
      hint: t('payments.packs_admin.hint.sku'),
      maxlength: 20,
    }),
    position: field('position', label('position'), {
      hint: t('payments.packs_admin.hint.position'),
      maxlength: 3,
    }),
    shelf: form.shelf,
    shelves: SHELVES.map((shelf) => ({
      value: shelf,
      label: t(`payments.packs_admin.shelf_${shelf}`),
    })),
    active: form.active === '1',
    best: form.best === '1',
    changes: pack ? await changesOf(ctx, pack.id) : [],
  }
}

async function changesOf(ctx: HttpContext, packId?: string) {
  const t = ctx.i18n.t.bind(ctx.i18n)
  const identity = await app.container.make('identity')
  const changes = await packChanges(PACK_LIMITS.changes, packId)
  const people = await Promise.all(
    [...new Set(changes.map(({ by }) => by))].map((id) => identity.findPerson(id))
  )
  const nameOf = (id: string) => people.find((person) => person?.id === id)?.displayName ?? id
  return changes.map(({ packId: id, by, at, added, changed }) => ({
    pack: id,
    at: timeOf(at, ctx.i18n.locale),
    by: nameOf(by),
    what: added
      ? t('payments.packs_admin.was_added')
      : changed.map((key) => t(`payments.packs_admin.part.${key}`)).join(', '),
  }))
}
