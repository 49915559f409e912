import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { FormField, FormNode, Reply } from '#app/bot_kit/reply'
import { cardInWords } from '#plugins/payments/gateways/stripe/card_words'
import { cardsOf } from '#plugins/payments/gateways/stripe/cards'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import { decimalOf } from '#app/support/money'
import { offersFor } from '#plugins/payments/packs/offers_for'
import { usualCurrency } from '#plugins/payments/packs/currencies'
import type { PaymentsServices } from '#plugins/payments/services'
import { checkWish, setTopUp } from '#plugins/payments/top_ups/actions/set_top_up'
import { statusCard, takesCards } from '#plugins/payments/top_ups/bot/topup_commands'
import { packChoices, thresholdChoices, wishOf } from '#plugins/payments/top_ups/choices'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'
import { consentWords, wishRefusalWords } from '#plugins/payments/top_ups/terms'

const DESCRIPTION = 'payments.top_ups.description'
const typed = (maxLength: number) =>
  ({ kind: 'text', description: DESCRIPTION, maxLength }) as const
/** What the form holds, and what its confirmation carries. */
const OPTIONS = {
  pack: typed(32),
  threshold: typed(6),
  cap: typed(TOP_UP_LIMITS.typed),
  card: typed(64),
}
/** Longest label of a choice, characters (Discord's limit). */
const CHOICE_LENGTH = 100

/** The form, with what holds now. */
export const topUpFormCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'topup_form',
    description: DESCRIPTION,
    options: OPTIONS,
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      return ctx.person ? formOrStatus(ctx, services, ctx.person.id, ctx.options) : []
    },
  })

/** What the form is sent to: says in full what the fan would agree to. */
export const topUpCheckCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'topup_check',
    description: DESCRIPTION,
    options: OPTIONS,
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const wish = wishOf(given(ctx.options), {
        personId: ctx.person.id,
        currency: currencyOf(ctx),
      })
      const checked = takesCards(ctx)
        ? await checkWish(services, wish)
        : ({ outcome: 'refused', reason: 'unavailable' } as const)
      if (checked.outcome === 'refused') {
        return [
          { kind: 'text', tone: 'error', text: wishRefusalWords(ctx, checked.reason) },
          ...(await formOrStatus(ctx, services, ctx.person.id, ctx.options)),
        ]
      }
      const options = { ...given(ctx.options), price: String(checked.amount) }
      return [
        {
          kind: 'choice',
          text: consentWords(ctx, wish, checked),
          buttons: [
            {
              label: ctx.t('payments.top_ups.agree'),
              invoke: { command: 'topup_on', options },
              style: 'primary',
              singleUse: true,
            },
            { label: ctx.t('payments.top_ups.not_now'), invoke: { command: 'topup' } },
          ],
        },
      ]
    },
  })

/** The fan agrees. */
export const topUpOnCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'topup_on',
    description: DESCRIPTION,
    options: { ...OPTIONS, price: typed(TOP_UP_LIMITS.typed) },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person || !takesCards(ctx)) return []
      const wish = wishOf(given(ctx.options), {
        personId: ctx.person.id,
        currency: currencyOf(ctx),
      })
      const checked = await checkWish(services, wish)
      const set =
        checked.outcome === 'refused'
          ? checked
          : await setTopUp(services, wish, {
              accountId: ctx.account.id,
              frontend: ctx.frontend,
              locale: ctx.locale,
              words: consentWords(ctx, wish, checked),
              amount: BigInt(/^\d+$/.exec(ctx.options.price ?? '')?.[0] ?? '0'),
            })
      if (set.outcome === 'on') {
        return [
          { kind: 'text', tone: 'notice', text: ctx.t('payments.top_ups.turned_on') },
          await statusCard(ctx, services, ctx.person.id),
        ]
      }
      const reason = set.outcome === 'changed' ? 'changed' : set.reason
      return [
        { kind: 'text', tone: 'error', text: wishRefusalWords(ctx, reason) },
        ...(await formOrStatus(ctx, services, ctx.person.id, ctx.options)),
      ]
    },
  })

type Typed = Partial<Record<'pack' | 'threshold' | 'cap' | 'card', string>>

const given = ({ pack, threshold, cap, card }: Typed) => ({
  pack: pack ?? '',
  threshold: threshold ?? '',
  cap: cap ?? '',
  card: card ?? '',
})

/** As the shop on the web has it for the language. */
const currencyOf = (ctx: TurnContext): string =>
  usualCurrency('web', ctx.account.locale ?? ctx.locale)

async function formOrStatus(
  ctx: TurnContext,
  services: PaymentsServices,
  personId: string,
  values: Typed
): Promise<Reply> {
  const stripe = takesCards(ctx) ? await stripeHere(services) : null
  const customer = await findCustomer(personId)
  const cards = stripe && customer !== null ? await cardsOf(stripe.client, customer) : []
  if (cards.length === 0) return [await statusCard(ctx, services, personId)]
  const currency = currencyOf(ctx)
  const offers = await offersFor({ frontend: 'web', locale: ctx.locale, currency })
  const now = await findTopUp(personId)
  const select = (
    name: 'pack' | 'threshold' | 'card',
    choices: readonly { value: string; label: string }[],
    value?: string
  ): FormField => ({
    name,
    label: ctx.t(`payments.top_ups.${name}`),
    kind: 'select',
    required: true,
    maxLength: OPTIONS[name].maxLength,
    choices: choices.map((one) => ({ ...one, label: one.label.slice(0, CHOICE_LENGTH) })),
    ...(choices.some((one) => one.value === value) && { value }),
  })
  const form: FormNode = {
    kind: 'form',
    title: ctx.t('payments.top_ups.title'),
    fields: [
      select('pack', packChoices(ctx, offers), values.pack ?? now?.packId),
      select(
        'threshold',
        thresholdChoices(ctx),
        values.threshold ?? (now ? String(now.threshold / 1000n) : '50')
      ),
      {
        name: 'cap',
        label: ctx.t('payments.top_ups.cap_in', { currency }),
        hint: ctx.t('payments.top_ups.cap_hint'),
        kind: 'line',
        required: true,
        maxLength: TOP_UP_LIMITS.typed,
        value:
          values.cap ?? (now?.currency === currency ? decimalOf(now.monthlyCap, currency) : ''),
      },
      select(
        'card',
        cards.map((card) => ({ value: card.id, label: cardInWords(card, ctx) })),
        values.card ?? now?.cardId ?? cards[0]?.id
      ),
    ],
    submit: {
      label: ctx.t('payments.top_ups.go_on'),
      invoke: { command: 'topup_check' },
      style: 'primary',
    },
    cancelLabel: ctx.t('payments.top_ups.not_now'),
  }
  return [form]
}
