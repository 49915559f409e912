import type { Update, UserFromGetMe } from 'grammy/types'
import { FormStore } from '#app/bot_kit/forms'
import type { BotFrontend, FrontendContext, FrontendStatus } from '#app/bot_kit/frontend'
import { InOrder } from '#app/bot_kit/in_order'
import type { InboundEvent, Place } from '#app/bot_kit/inbound'
import type { TelegramSettings } from '#config/telegram'
import { anonymousCommand } from '#bots/telegram/anonymous'
import { createApiClients } from '#bots/telegram/api_client'
import { Cashier } from '#bots/telegram/cashier'
import { Connection } from '#bots/telegram/connection'
import { describeError } from '#bots/telegram/failures'
import { TelegramFiles } from '#bots/telegram/files'
import { Gatehouse } from '#bots/telegram/gatehouse'
import { FormDialogue, type FormProgress } from '#bots/telegram/form_dialogue'
import { FORM_PREFIX, isFormCommand, type FormState } from '#bots/telegram/form_state'
import {
  MalformedUpdate,
  translate,
  type TranslateOptions,
  type Translated,
} from '#bots/telegram/inbound'
import { syncMenus, wantedMenus } from '#bots/telegram/menu'
import { MessageSender } from '#bots/telegram/message_sender'
import { MessageText } from '#bots/telegram/message_text'
import { Pictures } from '#bots/telegram/pictures'
import { TelegramSurface } from '#bots/telegram/surface'
import { Transport } from '#bots/telegram/transport'

/** The bot on Telegram: updates in, answers out. */
export class TelegramFrontend implements BotFrontend {
  readonly name = 'telegram'
  readonly #context: FrontendContext
  readonly #settings: TelegramSettings
  readonly #connection: Connection
  readonly #transport: Transport
  readonly #files: TelegramFiles
  readonly #forms: FormDialogue
  readonly #sender: MessageSender
  readonly #cashier: Cashier
  readonly #gatehouse: Gatehouse
  readonly #commands: ReadonlySet<string>
  readonly #arrivals = new InOrder()
  #stopping = false

  constructor(context: FrontendContext, settings: TelegramSettings, token: string) {
    const { logger, runtime } = context
    this.#context = context
    this.#settings = settings
    const clients = createApiClients(token, settings)
    this.#transport = new Transport(clients, logger)
    this.#files = new TelegramFiles(clients.patient, {
      token,
      apiRoot: settings.apiRoot,
      timeoutMs: settings.callTimeoutSeconds * 1_000,
    })
    this.#forms = new FormDialogue(new FormStore<FormState>(), this.#transport)
    this.#sender = new MessageSender(this.#transport, new Pictures(settings.appUrl))
    this.#cashier = new Cashier(this.#transport, runtime, logger)
    // A token begins with the bot's own id (core.telegram.org/bots/api#authorizing-your-bot).
    this.#gatehouse = new Gatehouse(Number(token.split(':')[0]), runtime, logger)
    this.#commands = new Set(runtime.commands().map((command) => command.name))
    this.#connection = new Connection({
      token,
      settings,
      logger,
      keep: (update) => this.keep(update),
      take: (update) => this.take(update),
      prepare: async (bot) => {
        const changed = await syncMenus(bot.api, wantedMenus(runtime))
        if (changed > 0) logger.info({ menus: changed }, 'the Telegram command menus were set')
      },
    })
  }

  status(): FrontendStatus {
    return this.#connection.status
  }

  start(): Promise<void> {
    return this.#connection.start()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#connection.stop()
  }

  /** Whether an update that arrives now can be taken; if not, Telegram is to bring it again. */
  async canTake(): Promise<boolean> {
    if (this.#stopping) return false
    return this.#connection.me().then(
      () => true,
      () => false
    )
  }

  /**
   * Keeps what of an update must not be lost (money, and who comes and goes), before Telegram is told that it came.
   * @throws when that cannot be done now: Telegram is to bring it again
   */
  async keep(update: Update): Promise<void> {
    await this.#cashier.keep(update)
    await this.#gatehouse.keep(update)
  }

  /** Handles one update to its end. Never rejects: what cannot be read is logged and skipped. */
  async take(update: Update): Promise<void> {
    try {
      if (update.pre_checkout_query) return await this.#cashier.answer(update.pre_checkout_query)
      const me = await this.#connection.me()
      const options: TranslateOptions = {
        me,
        isCommand: (name) => this.#commands.has(name) || isFormCommand(name),
        readFile: (fileId, limit, signal) => this.#files.read(fileId, limit, signal),
      }
      const nobody = anonymousCommand(update, options)
      if (nobody) {
        const words = this.#context.runtime.t(undefined, 'telegram.anonymous')
        await this.#transport.send(nobody, new MessageText().plain(words))
        return
      }
      const translated = translate(update, options)
      if (translated) await this.#answer(translated, me)
    } catch (error) {
      const { logger } = this.#context
      if (error instanceof MalformedUpdate || error instanceof TypeError) {
        logger.warn(
          { update: update?.update_id, why: error.message },
          'a malformed Telegram update'
        )
      } else {
        logger.error(describeError(error), 'a Telegram update could not be handled')
      }
    }
  }

  /** A group's place, with who may manage it: Telegram is asked only when somebody wants to know. */
  #managed({ place, target, userId }: Translated): Place {
    if (place.kind === 'direct') return place
    const mayManage = async (): Promise<boolean | null> =>
      (await this.#transport.administrators(target))?.includes(userId) ?? null
    return { ...place, mayManage }
  }

  async #answer(update: Translated, me: UserFromGetMe): Promise<void> {
    const surface = new TelegramSurface(
      {
        transport: this.#transport,
        forms: this.#forms,
        sender: this.#sender,
        settings: this.#settings,
        username: async () => me.username,
        t: (locale, key, data) => this.#context.runtime.t(locale, key, data),
      },
      update
    )
    try {
      const { sender } = update
      const place = this.#managed(update)
      const turn = await this.#arrivals.pass(`${place.id}:${sender.platformId}`, async () => {
        const event = await this.#throughForm(update, surface)
        if (!event) return null
        const inbound = { frontend: this.name, id: update.id, sender, place, event } as const
        return { ended: this.#context.runtime.handle(inbound, surface) }
      })
      await turn?.ended
    } catch (error) {
      // The database is away, for one: the kit says so of its own turns, this one did not come to be.
      this.#context.logger.error(describeError(error), 'a Telegram update could not be begun')
      const text = this.#context.runtime.t(update.sender.locale, 'bot.errors.internal')
      const drawing = { private: true, replaces: false, buttons: new Map() }
      await surface.draw({ kind: 'text', text, tone: 'error', code: 'internal' }, drawing)
    } finally {
      surface.close()
    }
  }

  /** What an update means when a form may be waiting for it. Null when the form took it. */
  async #throughForm(update: Translated, surface: TelegramSurface): Promise<InboundEvent | null> {
    const { event } = update
    if (event.kind === 'press' && event.button.startsWith(FORM_PREFIX)) {
      const progress = await this.#forms.press(surface.formPlace, event.button)
      return this.#afterForm(progress, update, surface, null)
    }
    const said = { messageId: update.messageId, text: '', repliesTo: update.repliesTo }
    if (event.kind === 'command' && isFormCommand(event.name)) {
      const progress = await this.#forms.command(surface.formPlace, event.name, said)
      // In a group it may have been meant for another bot.
      const foreign = update.place.kind === 'group' && !this.#commands.has(event.name)
      return progress.kind === 'none' && foreign
        ? null
        : this.#afterForm(progress, update, surface, event)
    }
    if (
      event.kind !== 'text' ||
      (update.place.kind === 'group' && update.repliesTo === undefined)
    ) {
      return event
    }
    const text = { ...said, text: event.text }
    const progress = await this.#forms.answer(surface.formPlace, text)
    return this.#afterForm(progress, update, surface, event)
  }

  async #afterForm(
    progress: FormProgress,
    update: Translated,
    surface: TelegramSurface,
    otherwise: InboundEvent | null
  ): Promise<InboundEvent | null> {
    const t = (key: string) => this.#context.runtime.t(update.sender.locale, key)
    switch (progress.kind) {
      case 'complete':
        return { kind: 'form', button: progress.submit, values: progress.values }
      case 'asked':
        return null
      case 'cancelled':
        await this.#sayCancelled(update, new MessageText().plain(t('telegram.form.cancelled')))
        return null
      case 'none':
        if (otherwise === null) {
          surface.answerPress({ text: t('telegram.form.expired'), alert: false })
          await this.#transport.removeKeyboard(update.target, update.messageId)
        }
        return otherwise
    }
  }

  /** Where the way out was pressed, its message says so; where it was typed, a new one does. */
  async #sayCancelled(update: Translated, words: MessageText): Promise<void> {
    const { target, messageId, queryId } = update
    if (queryId === undefined) await this.#transport.send(target, words)
    else await this.#transport.edit(target, messageId, words)
  }
}
