import { defineCommand, needsAccount, type CommandContext } from '#app/bot_kit/command'
import type { ListItem, Reply } from '#app/bot_kit/reply'
import { setRenewing } from '#plugins/payments/gateways/stars/actions/set_renewing'
import { dayInWords } from '#app/support/day_in_words'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'
import {
  listSubscriptions,
  type Subscription,
} from '#plugins/payments/gateways/stars/queries/list_subscriptions'
import { packWords } from '#plugins/payments/packs/pack_words'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import type { PaymentsServices } from '#plugins/payments/services'
import { packsButton } from '#plugins/payments/shop/bot/pack_list'
import { clipped } from '#plugins/payments/shop/bot/ways_on'

type Ctx = Omit<CommandContext, 'options'>

/** `/subscriptions`: packs that come every month, and how to end them or let them go on. */
export const subscriptionsCommand = () =>
  defineCommand({
    name: 'subscriptions',
    topic: 'money',
    description: 'payments.stars.subscriptions.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    async run({ options: _none, ...ctx }): Promise<Reply> {
      if (!ctx.person) return []
      const running = (await listSubscriptions(ctx.person.id)).slice(0, STARS_LIMITS.shown)
      const names = await namesOf(ctx.locale)
      return [
        {
          kind: 'list',
          title: ctx.t('payments.stars.subscriptions.title'),
          items: running.map((one) => itemOf(ctx, one, names.get(one.packId ?? '') ?? one.title)),
          empty: ctx.t('payments.stars.subscriptions.empty'),
          ...(running.length > 0 && { footer: ctx.t('payments.stars.subscriptions.footer') }),
          buttons: [packsButton(ctx)],
        },
      ]
    },
  })

/** What the button of a subscription means. */
export const renewSubscriptionCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'renew_subscription',
    description: 'payments.stars.subscriptions.description',
    options: {
      order: {
        kind: 'text',
        description: 'payments.stars.subscriptions.order',
        maxLength: 36,
        required: true,
      },
      renew: {
        kind: 'boolean',
        description: 'payments.stars.subscriptions.renew',
        required: true,
      },
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run({ options, ...ctx }) {
      if (!ctx.person) return []
      const { order: orderId, renew: renewing } = options
      const set = await setRenewing(services, { personId: ctx.person.id, orderId, renewing })
      const again = {
        label: clipped(ctx.t('payments.stars.subscriptions.title')),
        invoke: { command: 'subscriptions' },
      }
      const text = (() => {
        switch (set.outcome) {
          case 'set': {
            const until = dayInWords(set.paidUntil, ctx.locale, 'long')
            const said = renewing ? 'resumed' : 'cancelled'
            return ctx.t(`payments.stars.subscriptions.${said}`, { until })
          }
          case 'unknown':
            return ctx.t('payments.stars.subscriptions.unknown')
          case 'unavailable':
            return ctx.t('payments.stars.subscriptions.unavailable')
        }
      })()
      return [{ kind: 'choice', text, buttons: [again] }]
    },
  })

function itemOf(ctx: Ctx, subscription: Subscription, name: string): ListItem {
  const { orderId, stars, paidUntil, cancelled } = subscription
  const state = cancelled ? 'ends' : 'renews'
  const change = cancelled ? 'resume' : 'cancel'
  return {
    title: name,
    text: ctx.t(`payments.stars.subscriptions.${state}`, {
      stars: Number(stars),
      until: dayInWords(paidUntil, ctx.locale, 'long'),
    }),
    button: {
      label: clipped(ctx.t(`payments.stars.subscriptions.${change}`)),
      invoke: { command: 'renew_subscription', options: { order: orderId, renew: cancelled } },
      style: cancelled ? 'primary' : 'danger',
    },
  }
}

async function namesOf(locale: string): Promise<ReadonlyMap<string, string>> {
  const packs = await listPacks({ activeOnly: false })
  return new Map(packs.map((pack) => [pack.id, packWords(pack, locale).name]))
}
