import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { ListItem, ListNode } from '#app/bot_kit/reply'
import { formatMoney } from '#app/support/coins'
import coins from '#config/coins'
import type { AiService, Model } from '#plugins/ai/api'

export interface ModelsCommandParts {
  ai: AiService
  /** What a person can spend, millicoins. */
  balanceOf(personId: string): Promise<bigint>
}

/** `/models`: every model, its price in coins and in money, and which of them the wallet affords. */
export function modelsCommand({ ai, balanceOf }: ModelsCommandParts): AnyBotCommand {
  return defineCommand({
    name: 'models',
    topic: 'talking',
    description: 'ai.models.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const available = ctx.person ? await balanceOf(ctx.person.id) : null
      const best = available === null ? ai.model(null) : ai.recommend(available)
      const list: ListNode = {
        kind: 'list',
        title: ctx.t('ai.models.title'),
        items: ai.models().map((model) => itemOf(ctx, model, model.id === best.id, available)),
        empty: ctx.t('ai.models.empty'),
        footer: footerOf(ctx, ai, best, available),
      }
      return [list]
    },
  })
}

function itemOf(
  ctx: TurnContext,
  model: Model,
  recommended: boolean,
  available: bigint | null
): ListItem {
  const price = {
    label: model.label,
    coins: ctx.coins(model.price),
    money: formatMoney(model.price, coins, ctx.locale),
  }
  return {
    title: ctx.t(recommended ? 'ai.models.item_recommended' : 'ai.models.item', price),
    text: [ctx.t(model.goodFor), ...affordance(ctx, model, available)].join(' '),
    // A guest's replies are free and on the standard model: there is nothing to choose yet.
    button:
      available === null
        ? undefined
        : {
            label: ctx.t('ai.models.use', { label: model.label }),
            invoke: { command: 'model', options: { name: model.id } },
          },
  }
}

/** How many replies the wallet holds, or what is missing for one. */
function affordance(ctx: TurnContext, model: Model, available: bigint | null): string[] {
  if (available === null) {
    return []
  }
  return available >= model.price
    ? [ctx.t('ai.models.affords', { replies: Number(available / model.price) })]
    : [ctx.t('ai.models.short_of', { coins: ctx.coins(model.price - available) })]
}

function footerOf(ctx: TurnContext, ai: AiService, best: Model, available: bigint | null): string {
  const lines =
    available === null
      ? [ctx.t('ai.models.guest', { label: best.label })]
      : [
          ctx.t('ai.models.balance', { coins: ctx.coins(available) }),
          ctx.t(available < best.price ? 'ai.models.top_up' : 'ai.models.recommended', {
            label: best.label,
          }),
        ]
  return [...lines, ...(ai.demo ? [ctx.t('ai.models.demo')] : [])].join('\n')
}
