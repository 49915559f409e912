/** The kit's nodes as Discord's messages. */
import { escapeMarkdown, type APIEmbed } from 'discord.js'
import {
  assertNever,
  type CardNode,
  type FormNode,
  type ListNode,
  type ReplyNode,
  type StreamNode,
  type TextNode,
} from '#app/bot_kit/reply'
import type { Draft } from '#bots/discord/drafts'
import { formRow, menu, rows, unlinkable, type Row } from '#bots/discord/components'
import { MENU_PREFIX } from '#bots/discord/custom_ids'
import { clip, DISCORD } from '#bots/discord/limits'
import { audio, file, image, withRows } from '#bots/discord/media'
import { pay } from '#bots/discord/pay'
import { picture } from '#bots/discord/pictures'
import { COLORS, type RenderContext } from '#bots/discord/render_context'
import { pieces } from '#bots/discord/text'

/** The messages that show a node, in order. */
export async function render(
  node: Exclude<ReplyNode, StreamNode>,
  context: RenderContext
): Promise<Draft[]> {
  switch (node.kind) {
    case 'text':
      return text(node, context.reserve)
    case 'card':
      return card(node, context)
    case 'list':
      return list(node, context)
    case 'choice': {
      const words = pieces(withLinks(node.text, node.buttons, context), DISCORD.content)
      const drafts = words.map((content): Draft => ({ content }))
      return withRows(drafts, rows(node.buttons, context.buttons, context.appUrl))
    }
    case 'form':
      return [form(node, context)]
    case 'quote': {
      const buttons = node.decline ? [node.accept, node.decline] : [node.accept]
      const embed = { description: clip(node.text, DISCORD.embedDescription), color: COLORS.accent }
      return withRows([{ embeds: [embed] }], rows(buttons, context.buttons, context.appUrl))
    }
    case 'pay':
      return pay(node, context)
    case 'image':
      return image(node, context)
    case 'audio':
      return audio(node, context)
    case 'file':
      return file(node)
    default:
      return assertNever(node)
  }
}

function text(node: TextNode, reserve: number): Draft[] {
  if (node.tone === 'error' || node.tone === 'notice') {
    const color = COLORS[node.tone]
    return pieces(node.text, DISCORD.embedDescription).map((description) => ({
      embeds: [{ description, color }],
    }))
  }
  return pieces(node.text, DISCORD.content, DISCORD.content - reserve).map((content) => ({
    content,
  }))
}

async function card(node: CardNode, context: RenderContext): Promise<Draft[]> {
  const shown = node.imageUrl === undefined ? null : await picture(node.imageUrl, context.appUrl)
  const words = withLinks(node.text ?? '', node.buttons ?? [], context)
  const embed: APIEmbed = { title: clip(node.title, DISCORD.embedTitle), color: COLORS.accent }
  if (words !== '') embed.description = clip(words, DISCORD.embedDescription)
  if (shown) embed.thumbnail = { url: shown.url }
  if (node.footer !== undefined) embed.footer = { text: clip(node.footer, DISCORD.embedFooter) }
  const fields = (node.fields ?? []).slice(0, DISCORD.embedFields).map(({ name, value }) => ({
    name: clip(name.trim() || '\u200B', DISCORD.fieldName),
    value: clip(value.trim() || '\u200B', DISCORD.fieldValue),
    inline: name.length + value.length <= 48,
  }))
  if (fields.length > 0) embed.fields = fields
  const draft: Draft = { embeds: [withinTotal(embed)], ...(shown?.file && { files: [shown.file] }) }
  return withRows([draft], rows(node.buttons ?? [], context.buttons, context.appUrl))
}

function list(node: ListNode, context: RenderContext): Draft[] {
  const lines = node.items.map((item) => {
    const link = item.button && !('invoke' in item.button) ? [item.button] : []
    const address = link.map(
      ({ label, url }) => `[${label}](${URL.parse(url, `${context.appUrl}/`)?.href ?? url})`
    )
    return [`**${escapeMarkdown(item.title)}**`, item.text ?? '', ...address]
      .filter((line) => line.trim() !== '')
      .join('\n')
  })
  const words = withLinks(lines.join('\n\n') || node.empty, node.buttons ?? [], context)
  const place =
    node.paging && node.paging.pages > 1
      ? context.t('discord.list.page', {
          page: node.paging.page,
          pages: node.paging.open ? `${node.paging.pages}+` : node.paging.pages,
        })
      : undefined
  const footer = [node.footer, place].filter((part) => part !== undefined).join(' · ')
  const [first = '', ...more] = pieces(words, DISCORD.embedDescription)
  const embed: APIEmbed = { title: clip(node.title, DISCORD.embedTitle), color: COLORS.accent }
  if (first !== '') embed.description = first
  if (footer !== '') embed.footer = { text: clip(footer, DISCORD.embedFooter) }
  const drafts: Draft[] = [
    { embeds: [withinTotal(embed)] },
    ...more.map((description) => ({ embeds: [{ description, color: COLORS.accent }] })),
  ]
  return withRows(drafts, listRows(node, context))
}

function listRows(node: ListNode, context: RenderContext): Row[] {
  const entries = node.items.flatMap(({ title, text: words, button }) =>
    button && 'invoke' in button ? [{ title, text: words, button }] : []
  )
  const found: Row[] = []
  for (let from = 0; from < entries.length; from += DISCORD.selectOptions) {
    const some = entries.slice(from, from + DISCORD.selectOptions)
    found.push(
      menu(some, {
        minted: context.buttons,
        customId: `${MENU_PREFIX}${from}`,
        placeholder: context.t('discord.list.choose'),
      })
    )
  }
  const turning = [node.paging?.previous, node.paging?.next].filter(
    (button) => button !== undefined
  )
  found.push(...rows([...turning, ...(node.buttons ?? [])], context.buttons, context.appUrl))
  return found
}

function form(node: FormNode, context: RenderContext): Draft {
  const lines = node.fields.map((field) => {
    const hint = field.hint === undefined ? '' : `: ${field.hint}`
    const optional = field.required ? '' : ` (${context.t('discord.form.optional')})`
    return `• **${escapeMarkdown(field.label)}**${optional}${hint}`
  })
  const embed: APIEmbed = {
    title: clip(node.title, DISCORD.embedTitle),
    description: clip(lines.join('\n'), DISCORD.embedDescription),
    color: COLORS.accent,
  }
  return {
    embeds: [embed],
    components: [formRow(node.submit, context.t('discord.form.open'), context.buttons)],
  }
}

/** Links that Discord takes no button for are written below the text. */
function withLinks(
  words: string,
  buttons: CardNode['buttons'] & object,
  context: RenderContext
): string {
  return [words, unlinkable(buttons, context.appUrl)]
    .filter((part) => part.trim() !== '')
    .join('\n\n')
}

/** Shortens the description, then drops fields from the end, until the embed is within Discord's total. */
function withinTotal(embed: APIEmbed): APIEmbed {
  const fields = [...(embed.fields ?? [])]
  const fixed = (embed.title?.length ?? 0) + (embed.footer?.text.length ?? 0)
  const inFields = () =>
    fields.reduce((sum, field) => sum + field.name.length + field.value.length, 0)
  const wanted = embed.description?.length ?? 0
  while (fields.length > 0 && fixed + Math.min(wanted, 500) + inFields() > DISCORD.embedTotal)
    fields.pop()
  const room = DISCORD.embedTotal - fixed - inFields()
  const { description, fields: _fields, ...rest } = embed
  return {
    ...rest,
    ...(description !== undefined && { description: clip(description, room) }),
    ...(fields.length > 0 && { fields }),
  }
}
