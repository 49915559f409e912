import type { LoggerService } from '@adonisjs/core/types'
import type { ButtonStore } from '#app/bot_kit/button_store'
import type {
  AnyBotCommand,
  Converse,
  Listen,
  ListenToFile,
  OpenLink,
  Overhear,
  ReceiveFile,
  TurnContext,
} from '#app/bot_kit/command'
import type { Conversation } from '#app/bot_kit/conversation'
import { Delivery } from '#app/bot_kit/delivering'
import type { BotErrorCode } from '#app/bot_kit/errors'
import { unpackInvocation } from '#app/bot_kit/going_on'
import { refusalOf } from '#app/bot_kit/guards'
import type { InboundFile } from '#app/bot_kit/inbound'
import { LIMITS } from '#app/bot_kit/limits'
import { parseOptions } from '#app/bot_kit/options'
import type { Button, OptionValue, Reply } from '#app/bot_kit/reply'
import type { Words } from '#app/bot_kit/wording'

export interface TurnServices {
  commands: ReadonlyMap<string, AnyBotCommand>
  converse: Converse | null
  listeners: readonly Listen[]
  fileListeners: readonly ListenToFile[]
  overhearers: readonly Overhear[]
  fileReceivers: readonly ReceiveFile[]
  links: readonly OpenLink[]
  buttons: ButtonStore
  words: Words
  logger: LoggerService
  allowUse(use: {
    accountId: string
    command: string
    seconds: number
  }): Promise<{ allowed: true } | { allowed: false; retryInSeconds: number }>
  stopRunningTurn(): Promise<boolean>
}

/** Handles one update of one person, from its meaning to the drawn answer. */
export class Turn {
  readonly #delivery: Delivery

  constructor(
    private readonly conversation: Conversation,
    private readonly services: TurnServices
  ) {
    this.#delivery = new Delivery(conversation, services)
  }

  async run(): Promise<void> {
    const { account, person } = this.conversation
    if (account.bannedAt ?? person?.bannedAt) return this.refuse('banned')
    const { event } = this.conversation.inbound
    switch (event.kind) {
      case 'command':
        return this.#command(event.name, event.options ?? {}, event.rest?.trim() ?? '')
      case 'text':
        return this.#text(event.text)
      case 'press':
        return this.#press(event.button, {})
      case 'form':
        return this.#press(event.button, event.values)
      case 'invoke':
        return this.#command(event.invocation.command, event.invocation.options ?? {}, '', {
          id: this.conversation.inbound.id,
          replaces: false,
          singleUse: false,
        })
      case 'file':
        return this.#file(event.file, event.text)
      case 'unsupported':
        return this.refuse('message_unsupported')
    }
  }

  /** Tells the person why nothing was done. */
  async refuse(
    code: BotErrorCode,
    data: Record<string, unknown> = {},
    buttons: readonly Button[] = []
  ): Promise<void> {
    const text = this.services.words.t(`bot.errors.${code}`, data)
    const reply: Reply =
      buttons.length > 0
        ? [
            { kind: 'text', text, tone: 'error', code },
            { kind: 'choice', text: this.services.words.t('bot.what_next'), buttons },
          ]
        : [{ kind: 'text', text, tone: 'error', code }]
    await this.#delivery.deliver(reply, { private: true, replaces: false })
  }

  async #command(
    name: string,
    given: Readonly<Record<string, OptionValue>>,
    rest: string,
    press?: { id: string; replaces: boolean; singleUse: boolean }
  ): Promise<void> {
    const { words } = this.services
    const command = this.services.commands.get(name)
    if (!command || (command.internal && !press)) {
      return this.refuse('unknown_command', { name: name.slice(0, 32) }, [
        { label: words.t('bot.help.open'), invoke: { command: 'help' } },
      ])
    }
    const parsed = parseOptions(command, given, rest)
    if (parsed.outcome === 'bad_option') {
      const option = command.options[parsed.option]
      const hint = option ? words.t(option.description) : parsed.option
      return this.refuse('bad_option', { command: command.name, option: parsed.option, hint })
    }
    const asked = { command, options: parsed.options }
    const refusal = await refusalOf(asked, this.conversation, this.services)
    if (refusal) return this.refuse(refusal.code, refusal.data, refusal.buttons)

    const isPrivate = command.visibility === 'private'
    await this.conversation.surface.acknowledge({ private: isPrivate })
    const turnKey = press?.singleUse ? `button:${press.id}` : this.#turnKey()
    const context = { ...this.#context(turnKey), options: parsed.options }
    await this.#tellOf(command, context)
    try {
      const reply = await command.run(context)
      await this.#delivery.deliver(reply, {
        private: isPrivate,
        replaces: press?.replaces ?? false,
      })
    } catch (error) {
      if (press?.singleUse) await this.services.buttons.restore(press.id)
      throw error
    }
  }

  async #text(text: string): Promise<void> {
    if (text.trim() === '') return this.refuse('message_empty')
    if (text.length > LIMITS.messageLength) {
      return this.refuse('message_too_long', { limit: LIMITS.messageLength, length: text.length })
    }
    const context = this.#context(this.#turnKey())
    if (await this.#isHeard(this.services.listeners, (listen) => listen(context, text))) return
    if (!this.services.converse) return this.#command('help', {}, '')
    await this.conversation.surface.acknowledge({ private: false })
    const reply = await this.services.converse(context, text)
    await this.#delivery.deliver(reply, { private: false, replaces: false })
  }

  /** Whether one of those who listen answered: the first that does has it. */
  async #isHeard<L>(
    listeners: readonly L[],
    ask: (listener: L) => Promise<Reply | null> | null
  ): Promise<boolean> {
    for (const listener of listeners) {
      const asked = ask(listener)
      if (!asked) continue
      await this.conversation.surface.acknowledge({ private: false })
      const heard = await asked
      if (!heard) continue
      await this.#delivery.deliver(heard, { private: false, replaces: false })
      return true
    }
    return false
  }

  /** What the program itself begins is nobody's command. */
  async #tellOf(command: AnyBotCommand, context: TurnContext): Promise<void> {
    if (this.conversation.inbound.event.kind === 'invoke') return
    for (const overhear of this.services.overhearers) {
      const told = overhear(context, command.name)
      if (!told) continue
      await this.#delivery.deliver(await told, { private: true, replaces: false })
    }
  }

  async #file(file: InboundFile, text: string): Promise<void> {
    if (text.length > LIMITS.messageLength) {
      return this.refuse('message_too_long', { limit: LIMITS.messageLength, length: text.length })
    }
    const context = this.#context(this.#turnKey())
    const isHeard = await this.#isHeard(this.services.fileListeners, (listen) =>
      listen(context, file, text)
    )
    if (isHeard) return
    await this.conversation.surface.acknowledge({ private: false })
    for (const receive of this.services.fileReceivers) {
      const reply = await receive(context, file, text)
      if (reply) return this.#delivery.deliver(reply, { private: false, replaces: false })
    }
    return this.refuse('message_unsupported')
  }

  async #press(id: string, values: Readonly<Record<string, string>>): Promise<void> {
    const press = await this.services.buttons.press(id, this.conversation.account)
    switch (press.outcome) {
      case 'expired':
        return this.refuse('button_expired')
      case 'used':
        return this.refuse('button_used')
      case 'not_yours':
        return this.refuse('button_not_yours')
      case 'pressed':
        return this.#command(
          press.invocation.command,
          { ...press.invocation.options, ...values },
          '',
          { id, replaces: press.replaces, singleUse: press.singleUse }
        )
    }
  }

  /** What they meant to do, in the turn in which they came to be able to; its guards are asked as ever. */
  async #goOn(ctx: TurnContext, packed: string): Promise<Reply> {
    const invocation = unpackInvocation(packed)
    const command = invocation && this.services.commands.get(invocation.command)
    if (!command) return []
    const parsed = parseOptions(command, invocation.options ?? {}, '')
    if (parsed.outcome === 'bad_option') return []
    const { options } = parsed
    const now = { ...this.conversation, person: ctx.person }
    const refusal = await refusalOf({ command, options }, now, this.services)
    if (!refusal) return command.run({ ...ctx, options })
    const text = this.services.words.t(`bot.errors.${refusal.code}`, refusal.data)
    return [{ kind: 'text', text, tone: 'error', code: refusal.code }]
  }

  #turnKey(): string {
    return `${this.conversation.inbound.frontend}:${this.conversation.inbound.id}`
  }

  #context(turnKey: string): TurnContext {
    const { inbound, account, person, signal } = this.conversation
    const { words } = this.services
    return {
      frontend: inbound.frontend,
      place: inbound.place,
      turnKey,
      account,
      person,
      locale: words.locale,
      t: words.t,
      coins: words.coins,
      signal,
      stopRunningTurn: this.services.stopRunningTurn,
      goOn: (ctx, packed) => this.#goOn(ctx, packed),
      openLink: async (ctx, word) => {
        for (const open of this.services.links) {
          const reply = await open(ctx, word)
          if (reply) return reply
        }
        return null
      },
    }
  }
}
