/** The kit's buttons as Discord's components. */
import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  type APIStringSelectComponent,
} from 'discord.js'
import { formId } from '#bots/discord/custom_ids'
import { publicUrl } from '#bots/discord/addresses'
import { clip, DISCORD } from '#bots/discord/limits'
import type { MintedButtons } from '#app/bot_kit/buttons'
import type { Button, ButtonLike } from '#app/bot_kit/reply'

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>

const STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const

function idOf(button: Button, minted: MintedButtons): string {
  const id = minted.get(button)
  if (id === undefined) throw new Error(`The button "${button.label}" was not given an id`)
  return id
}

function pressable(button: Button, customId: string): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: STYLES[button.style ?? 'secondary'],
    label: clip(button.label, DISCORD.buttonLabel),
    custom_id: customId,
  }
}

/**
 * A button, or null for a link that Discord would refuse; {@link unlinkable} finds those, to be written as text.
 */
function component(
  button: ButtonLike,
  minted: MintedButtons,
  appUrl: string
): APIButtonComponent | null {
  if ('invoke' in button) return pressable(button, idOf(button, minted))
  const url = publicUrl(button.url, appUrl)
  if (url === null || url.length > DISCORD.linkUrl) return null
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Link,
    label: clip(button.label, DISCORD.buttonLabel),
    url,
  }
}

/** Links that cannot be buttons, as lines of text: an operator at home has no public address yet. */
export function unlinkable(buttons: readonly ButtonLike[], appUrl: string): string {
  return buttons
    .flatMap((button) => {
      if ('invoke' in button) return []
      const url = publicUrl(button.url, appUrl)
      if (url !== null && url.length <= DISCORD.linkUrl) return []
      return [`${button.label}: ${URL.parse(button.url, `${appUrl}/`)?.href ?? button.url}`]
    })
    .join('\n')
}

/** Buttons in rows of five. */
export function rows(buttons: readonly ButtonLike[], minted: MintedButtons, appUrl: string): Row[] {
  const all = buttons
    .map((button) => component(button, minted, appUrl))
    .filter((button) => button !== null)
  const found: Row[] = []
  for (let from = 0; from < all.length; from += DISCORD.buttonsPerRow) {
    found.push({
      type: ComponentType.ActionRow,
      components: all.slice(from, from + DISCORD.buttonsPerRow),
    })
  }
  return found
}

/** The button that opens a form: a modal can only be shown in answer to a press. */
export function formRow(submit: Button, label: string, minted: MintedButtons): Row {
  const id = formId(idOf(submit, minted))
  return {
    type: ComponentType.ActionRow,
    components: [pressable({ ...submit, label, style: 'primary' }, id)],
  }
}

/**
 * One button for each entry of a list, as one menu: under a list they would not show what they belong to.
 * @param placeholder said on the closed menu where the buttons' own labels differ
 */
export function menu(
  entries: readonly { title: string; text?: string; button: Button }[],
  how: { minted: MintedButtons; customId: string; placeholder: string }
): Row {
  const labels = new Set(entries.map((entry) => entry.button.label))
  const [first = ''] = labels
  const labelOf = ({ title, button }: (typeof entries)[number]) => {
    if (labels.size === 1) return title
    return labels.size === entries.length ? button.label : `${button.label}: ${title}`
  }
  const select: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: how.customId,
    placeholder: clip(labels.size === 1 ? `${first} …` : how.placeholder, DISCORD.placeholder),
    options: entries.slice(0, DISCORD.selectOptions).map((entry) => ({
      label: clip(labelOf(entry), DISCORD.optionLabel),
      value: idOf(entry.button, how.minted),
      ...(entry.text !== undefined &&
        entry.text.trim() !== '' && {
          description: clip(plain(entry.text), DISCORD.optionDescription),
        }),
    })),
  }
  return { type: ComponentType.ActionRow, components: [select] }
}

/** Menus show no markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll(/[*_`]/g, '').replaceAll(/\s+/g, ' ').trim()
}
