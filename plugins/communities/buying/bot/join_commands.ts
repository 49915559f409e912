import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import { CHOICE_OPTIONS, choiceOptions, INTERNAL, text } from '#plugins/communities/buying/bot/kit'
import { outcomeReply } from '#plugins/communities/buying/bot/outcome_view'
import { quoteReply } from '#plugins/communities/buying/bot/quote_view'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'
import type { Wish } from '#plugins/communities/buying/purchase'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What "Join" means: what it costs, by each way to pay. */
export const joinTierCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'join_tier',
    options: CHOICE_OPTIONS,
    run: async ({ options, ...ctx }): Promise<Reply> =>
      ctx.person ? quoteReply(ctx, services, ctx.person, options) : [],
  })

/** A code is typed. */
export const joinCodeCommand = defineCommand({
  ...INTERNAL,
  name: 'join_type_code',
  options: { tier: CHOICE_OPTIONS.tier, gift: CHOICE_OPTIONS.gift },
  run: async ({ options, t }): Promise<Reply> => [
    {
      kind: 'form',
      title: t('communities.buying.code.title'),
      fields: [
        {
          name: 'code',
          label: t('communities.buying.code.label'),
          hint: t('communities.buying.code.hint'),
          kind: 'line',
          required: true,
          maxLength: BUYING_LIMITS.code,
        },
      ],
      submit: {
        label: t('communities.buying.code.use'),
        invoke: { command: 'join_tier', options: choiceOptions(options) },
        style: 'primary',
      },
      cancelLabel: t('communities.buying.code.cancel'),
    },
  ],
})

/** A way to pay was pressed, at the price that was seen. */
export const joinPayCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'join_pay',
    options: {
      ...CHOICE_OPTIONS,
      gateway: text(20),
      currency: text(3),
      // Digits, since an amount may be larger than an integer option.
      amount: { ...text(20), required: true },
      trial: { kind: 'integer', description: 'communities.buying.option', min: 0, max: 10_000 },
    },
    async run({ options, ...ctx }): Promise<Reply> {
      const { person, account } = ctx
      if (!person || !/^\d+$/.test(options.amount)) return []
      const { gateway, currency, ...choice } = options
      const wish: Wish =
        gateway !== undefined && currency !== undefined
          ? { means: 'money', gateway, currency }
          : { means: 'coins' }
      const seen = { amount: BigInt(options.amount), trialDays: options.trial ?? 0 }
      const outcome = await buyTier(services, {
        key: ctx.turnKey,
        tierId: choice.tier,
        personId: person.id,
        accountId: account.id,
        frontend: ctx.frontend,
        locale: ctx.locale,
        code: choice.code ?? null,
        gift: choice.gift === true,
        wish,
        expected: seen,
      })
      services.outbox.nudge()
      return outcomeReply(ctx, services, outcome, { person, choice, wish, seen })
    },
  })
