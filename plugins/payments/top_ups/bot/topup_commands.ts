import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { CardNode, Reply } from '#app/bot_kit/reply'
import paymentsConfig from '#config/payments'
import { cardsOf } from '#plugins/payments/gateways/stripe/cards'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import { moneyInWords } from '#app/support/money'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import { packWords } from '#plugins/payments/packs/pack_words'
import type { PaymentsServices } from '#plugins/payments/services'
import { stopTopUp } from '#plugins/payments/top_ups/actions/set_top_up'
import { findTopUp, paidThisMonth } from '#plugins/payments/top_ups/queries/find_top_up'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'
import type { TopUp } from '#plugins/payments/top_ups/top_up'

const DESCRIPTION = 'payments.top_ups.description'

/** `/topup`: what is bought without asking, and how to change or end it. */
export const topUpCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'topup',
    topic: 'money',
    description: DESCRIPTION,
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      return ctx.person ? [await statusCard(ctx, services, ctx.person.id)] : []
    },
  })

/** Turns it off; it works wherever one is, whatever is connected. */
export const topUpOffCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'topup_off',
    description: DESCRIPTION,
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      await stopTopUp(ctx.person.id)
      return [
        { kind: 'text', tone: 'notice', text: ctx.t('payments.top_ups.is_off') },
        await statusCard(ctx, services, ctx.person.id),
      ]
    },
  })

/** Cards are for the web, and where the operator lets a bot point there. */
export const takesCards = ({ frontend }: TurnContext): boolean =>
  frontend === 'web' || paymentsConfig.linksToWeb[frontend] === true

/** What holds now, with the next step. */
export async function statusCard(
  ctx: TurnContext,
  services: PaymentsServices,
  personId: string
): Promise<CardNode> {
  const topUp = await findTopUp(personId)
  const active = topUp && topUp.state !== 'off' ? topUp : null
  const off = { label: ctx.t('payments.top_ups.turn_off'), invoke: { command: 'topup_off' } }
  return {
    kind: 'card',
    title: ctx.t('payments.top_ups.title'),
    text: active ? stateWords(ctx, active) : ctx.t('payments.top_ups.text'),
    fields: active ? await fieldsOf(ctx, active) : [],
    buttons: [...(await nextSteps(ctx, services, personId)), ...(active ? [off] : [])],
    ...(takesCards(ctx) ? {} : { footer: ctx.t('payments.top_ups.on_the_web') }),
  }
}

async function nextSteps(
  ctx: TurnContext,
  services: PaymentsServices,
  personId: string
): Promise<NonNullable<CardNode['buttons']>> {
  const stripe = takesCards(ctx) ? await stripeHere(services) : null
  if (!stripe) return []
  const customer = await findCustomer(personId)
  const cards = customer === null ? [] : await cardsOf(stripe.client, customer)
  return cards.length > 0
    ? [{ label: ctx.t('payments.top_ups.set_up'), invoke: { command: 'topup_form' } }]
    : [{ label: ctx.t('payments.top_ups.save_card'), url: `${paymentsConfig.appUrl}/top-ups` }]
}

function stateWords(ctx: TurnContext, { pausedFor }: TopUp): string {
  return pausedFor === null
    ? ctx.t('payments.top_ups.is_on')
    : ctx.t(`payments.top_ups.paused.${pausedFor}`)
}

async function fieldsOf(ctx: TurnContext, topUp: TopUp): Promise<NonNullable<CardNode['fields']>> {
  const packs = await listPacks()
  const pack = packs.find(({ id }) => id === topUp.packId)
  const money = (amount: bigint): string => moneyInWords(amount, topUp.currency, ctx)
  return [
    {
      name: ctx.t('payments.top_ups.pack'),
      value: `${pack ? packWords(pack, ctx.locale).name : topUp.packId} · ${money(topUp.amount)}`,
    },
    { name: ctx.t('payments.top_ups.threshold'), value: ctx.coins(topUp.threshold) },
    {
      name: ctx.t('payments.top_ups.cap'),
      value: ctx.t('payments.top_ups.used', {
        used: money(await paidThisMonth(topUp.personId, topUp.currency)),
        cap: money(topUp.monthlyCap),
      }),
    },
    { name: ctx.t('payments.top_ups.card'), value: topUp.cardName },
  ]
}
