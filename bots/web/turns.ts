import i18nManager from '@adonisjs/i18n/services/main'
import type { FrontendContext } from '#app/bot_kit/frontend'
import type { InboundEvent } from '#app/bot_kit/inbound'
import type { IdentityService } from '#app/identity/types'
import { live } from '#bots/web/live'
import { balanceInWords } from '#bots/web/page_info'
import type { Sent } from '#bots/web/protocol'
import { closeForm, spendButton } from '#bots/web/message_changes'
import { transcript } from '#bots/web/transcript'
import { personOf, type Visitor } from '#bots/web/visitor'
import { WebSurface } from '#bots/web/web_surface'

/** Passes what a page sends on to the kit. */
export class Turns {
  constructor(
    private readonly house: FrontendContext,
    private readonly identity: IdentityService
  ) {}

  /**
   * Keeps what was sent, so that it is not lost, and starts the turn; resolves before the turn is over.
   * Sending the same again is harmless: the transcript has it once, and the kit answers it once.
   */
  async take(visitor: Visitor, sent: Sent, locale: string): Promise<void> {
    if (sent.kind === 'dismiss') {
      await this.#change(visitor, sent.message, (body) => closeForm(body, 'cancelled'))
      return
    }
    const text = wordsOf(sent)
    if (text !== null) {
      const message = await transcript.add(visitor.id, sent.id, { kind: 'mine', text })
      if (message) live.publish(visitor.id, { kind: 'message', message })
    }
    void this.#run(visitor, sent, locale).catch((error: unknown) => {
      this.house.logger.error({ err: error, visitor: visitor.id }, 'a turn of the web failed')
    })
  }

  async #run(visitor: Visitor, sent: Exclude<Sent, { kind: 'dismiss' }>, locale: string) {
    const surface = new WebSurface({
      visitorId: visitor.id,
      pressed: 'message' in sent ? sent.message : undefined,
      logger: this.house.logger,
    })
    const person = await personOf(this.identity, visitor)
    await this.house.runtime.handle(
      {
        frontend: 'web',
        // Of two visitors with the same id of a message, each has their own.
        id: `${visitor.id}:${sent.id}`,
        sender: {
          platformId: visitor.id,
          displayName: person?.displayName ?? i18nManager.locale(locale).t('web.guest'),
          locale,
        },
        place: { kind: 'direct', id: visitor.id },
        event: eventOf(sent),
      },
      surface
    )
    if (sent.kind === 'press' && !surface.failed) {
      await this.#change(visitor, sent.message, (body) => spendButton(body, sent.button))
    }
    if (sent.kind === 'form' && !surface.failed) {
      await this.#change(visitor, sent.message, (body) => closeForm(body, 'sent'))
    }
    const after = await personOf(this.identity, visitor)
    const balance = await balanceInWords(after?.id ?? null, locale)
    live.publish(visitor.id, { kind: 'idle', balance })
  }

  async #change(
    visitor: Visitor,
    messageId: string,
    change: Parameters<typeof transcript.change>[2]
  ): Promise<void> {
    const message = await transcript.change(visitor.id, messageId, change)
    if (message) live.publish(visitor.id, { kind: 'message', message })
  }
}

/** The line that the conversation gets of what was sent, or null. */
function wordsOf(sent: Sent): string | null {
  if (sent.kind === 'text') return sent.text
  return sent.kind === 'command' && !sent.quiet ? `/${sent.name} ${sent.rest}`.trim() : null
}

function eventOf(sent: Exclude<Sent, { kind: 'dismiss' }>): InboundEvent {
  switch (sent.kind) {
    case 'text':
      return { kind: 'text', text: sent.text }
    case 'command':
      return { kind: 'command', name: sent.name, rest: sent.rest }
    case 'press':
      return { kind: 'press', button: sent.button }
    case 'form':
      return { kind: 'form', button: sent.button, values: sent.values }
  }
}
