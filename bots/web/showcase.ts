import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import type { ButtonLike, ListItem, ReplyNode } from '#app/bot_kit/reply'
import type { Surface } from '#app/bot_kit/surface'
import { safeUrl } from '#bots/web/draw'

/** A persona as the front page shows it. */
export interface Shown {
  title: string
  text?: string
  imageUrl?: string
  /** Where the conversation with it begins. */
  chatUrl: string
}

/** The front page asks again after this long, milliseconds. */
const FRESH_MS = 60_000
const MOST_SHOWN = 6

const kept = new Map<string, { until: number; shown: Promise<Shown[]> }>()

/**
 * Personas for the front page: what `/personas` answers to somebody who is only passing by. Frontends know
 * commands and no plugins, so this stays true whoever provides the command, and is empty when nobody does.
 */
export function showcase(locale: string): Promise<Shown[]> {
  const found = kept.get(locale)
  if (found && found.until > Date.now()) return found.shown
  const shown = ask(locale).catch(() => {
    kept.delete(locale)
    return []
  })
  kept.set(locale, { until: Date.now() + FRESH_MS, shown })
  return shown
}

async function ask(locale: string): Promise<Shown[]> {
  const house = await app.container.make('bots')
  const { runtime } = house.context
  if (!runtime.commands().some((command) => command.name === 'personas')) return []

  const nodes: ReplyNode[] = []
  const surface: Surface = {
    acknowledge: async () => {},
    draw: async (node) => {
      nodes.push(node)
      return { outcome: 'drawn', messageIds: [] }
    },
    stream: async () => ({ outcome: 'undelivered', reason: 'gone' }),
  }
  await runtime.handle(
    {
      frontend: 'web',
      id: `front-page:${randomUUID()}`,
      sender: { platformId: `front-page-${locale}`, displayName: 'Front page', locale },
      place: { kind: 'direct', id: `front-page-${locale}` },
      event: { kind: 'command', name: 'personas' },
    },
    surface
  )
  return nodes
    .flatMap((node) => (node.kind === 'list' ? node.items : []))
    .slice(0, MOST_SHOWN)
    .map(shownOf)
}

function shownOf({ title, text, imageUrl, button }: ListItem): Shown {
  return { title, text, imageUrl: imageUrl && safeUrl(imageUrl), chatUrl: chatUrlOf(button) }
}

/** What the item's button means, as a deep link: the first option of the command is whom to talk to. */
function chatUrlOf(button: ButtonLike | undefined): string {
  if (!button || 'url' in button || button.invoke.command !== 'talk') return '/chat'
  const [who] = Object.values(button.invoke.options ?? {})
  return who === undefined ? '/chat' : `/chat?talk=${encodeURIComponent(String(who))}`
}
