import { FormStore } from '#app/bot_kit/forms'
import type { FrontendContext } from '#app/bot_kit/frontend'
import type { Place } from '#app/bot_kit/inbound'
import type { Outreach, OutreachFactory } from '#app/bot_kit/messenger'
import type { Surface } from '#app/bot_kit/surface'
import type { Account } from '#app/identity/types'
import { createApiClients } from '#bots/telegram/api_client'
import { FormDialogue } from '#bots/telegram/form_dialogue'
import type { FormState } from '#bots/telegram/form_state'
import { MessageSender } from '#bots/telegram/message_sender'
import { Pictures } from '#bots/telegram/pictures'
import { TelegramSurface, type SurfaceServices } from '#bots/telegram/surface'
import { Transport, type Target } from '#bots/telegram/transport'
import telegramConfig, { type TelegramSettings } from '#config/telegram'

/** Writes to people who have not just said something. It needs the Bot API alone, so every process can. */
export class TelegramOutreach implements Outreach {
  /** Null without a token: there is nobody to write as. */
  readonly #services: SurfaceServices | null

  constructor(context: FrontendContext, settings: TelegramSettings) {
    this.#services =
      settings.token === undefined ? null : servicesOf(context, settings, settings.token)
  }

  async surfaceFor({
    account,
    place,
  }: {
    account: Account
    place: Place
  }): Promise<Surface | null> {
    const userId = Number(account.platformId)
    const target = targetOf(place)
    if (!this.#services || !isOnTelegram(account) || !target) return null
    return new UnaskedSurface(this.#services, {
      sender: {
        platformId: account.platformId,
        displayName: account.displayName,
        ...(account.locale !== null && { locale: account.locale }),
      },
      userId,
      place,
      target,
    })
  }

  /** The id of a private chat is the person's own (core.telegram.org/bots/api#chat). */
  async directPlace(account: Account): Promise<Place | null> {
    if (!this.#services || !isOnTelegram(account)) return null
    return { kind: 'direct', id: account.platformId }
  }
}

/**
 * Nobody waits for what the program says by itself, so nothing is shown before there are words: a turn that comes to
 * nothing would leave "typing…" behind. A streamed answer shows it by itself.
 */
class UnaskedSurface extends TelegramSurface {
  override async acknowledge(): Promise<void> {}
}

function servicesOf(
  { logger, runtime }: FrontendContext,
  settings: TelegramSettings,
  token: string
): SurfaceServices {
  const clients = createApiClients(token, settings)
  const transport = new Transport(clients, logger)
  let username: Promise<string> | undefined
  return {
    transport,
    forms: new FormDialogue(new FormStore<FormState>(), transport),
    sender: new MessageSender(transport, new Pictures(settings.appUrl)),
    settings,
    username() {
      username ??= clients.prompt.getMe().then(
        (me) => me.username,
        (error: unknown) => {
          username = undefined
          throw error
        }
      )
      return username
    },
    t: (locale, key, data) => runtime.t(locale, key, data),
  }
}

function isOnTelegram(account: Account): boolean {
  return account.platform === 'telegram' && Number.isSafeInteger(Number(account.platformId))
}

/** A place is a chat, or `chat:topic` (see `inbound.ts`). Null for what is no place of Telegram's. */
function targetOf({ id }: Place): Target | null {
  const [, chat, thread] = /^(-?\d{1,16})(?::(\d{1,16}))?$/.exec(id) ?? []
  if (chat === undefined) return null
  return { chatId: Number(chat), ...(thread !== undefined && { threadId: Number(thread) }) }
}

/** Makes it with settings of one's own. */
export function createOutreach(context: FrontendContext, settings: TelegramSettings): Outreach {
  return new TelegramOutreach(context, settings)
}

const factory: OutreachFactory = (context) => createOutreach(context, telegramConfig)

export default factory
