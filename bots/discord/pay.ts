/** Ways to pay as Discord's messages. */
import { ButtonStyle, ComponentType } from 'discord.js'
import { assertNever, type PayNode, type PayWay } from '#app/bot_kit/reply'
import { rows, unlinkable, type Row } from '#bots/discord/components'
import type { Draft } from '#bots/discord/drafts'
import { clip, DISCORD } from '#bots/discord/limits'
import { withRows } from '#bots/discord/media'
import { COLORS, type RenderContext } from '#bots/discord/render_context'

/** What is bought, with the button that pays for it; Stars are bought in Telegram, which is said. */
export function pay(node: PayNode, context: RenderContext): Draft[] {
  const { way } = node
  const links = way.kind === 'link' ? [{ label: way.label, url: way.url }] : []
  const others = [...links, ...(node.buttons ?? [])]
  const words = [
    node.text,
    unlinkable(others, context.appUrl),
    ...(way.kind === 'stars' ? [context.t('discord.pay.in_telegram')] : []),
  ]
  const embed = {
    title: clip(node.title, DISCORD.embedTitle),
    description: clip(words.filter((part) => part !== '').join('\n\n'), DISCORD.embedDescription),
    color: COLORS.accent,
  }
  const under = [...purchase(way), ...rows(others, context.buttons, context.appUrl)]
  return withRows([{ embeds: [embed] }], under)
}

/**
 * Discord's own purchase. It writes the item's name and price on the button itself, which has neither label nor id
 * (docs.discord.com/developers/components/reference#button).
 */
function purchase(way: PayWay): Row[] {
  switch (way.kind) {
    case 'sku': {
      const button = {
        type: ComponentType.Button,
        style: ButtonStyle.Premium,
        sku_id: way.skuId,
      } as const
      return [{ type: ComponentType.ActionRow, components: [button] }]
    }
    case 'link':
    case 'stars':
      return []
    default:
      return assertNever(way)
  }
}
