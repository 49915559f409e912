import i18nManager from '@adonisjs/i18n/services/main'
import type { FrontendContext } from '#app/bot_kit/frontend'
import { FileGone, FileTooLarge, type InboundEvent, type InboundFile } from '#app/bot_kit/inbound'
import type { IdentityService } from '#app/identity/types'
import { sizeOf } from '#bots/web/draw'
import { addressOf, keptFiles } from '#bots/web/kept_files'
import { tellIdle } from '#bots/web/idle'
import { live } from '#bots/web/live'
import type { MessageBody, Sent } from '#bots/web/protocol'
import { closeForm, spendButton } from '#bots/web/message_changes'
import { transcript } from '#bots/web/transcript'
import { personOf, type Visitor } from '#bots/web/visitor'
import { WebSurface } from '#bots/web/web_surface'

/** A file that a page sent. It is kept under the message's own id. */
export interface SentFile {
  kind: 'file'
  id: string
  text: string
  file: Omit<InboundFile, 'read' | 'size'> & { size: number }
}

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
  async take(visitor: Visitor, sent: Sent | SentFile, locale: string): Promise<void> {
    if (sent.kind === 'dismiss') {
      await this.#change(visitor, sent.message, (body) => closeForm(body, 'cancelled'))
      return
    }
    const mine = lineOf(sent)
    if (mine) {
      const message = await transcript.add(visitor.id, sent.id, mine)
      if (message) live.publish(visitor.id, { kind: 'message', message })
    }
    void this.#run(visitor, sent, locale).catch((error: unknown) => {
      this.house.logger.error({ err: error, visitor: visitor.id }, 'a turn of the web failed')
    })
  }

  async #run(visitor: Visitor, sent: Begun, locale: string) {
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
        event: eventOf(sent, visitor.id),
      },
      surface
    )
    if (sent.kind === 'press' && !surface.failed) {
      await this.#change(visitor, sent.message, (body) => spendButton(body, sent.button))
    }
    if (sent.kind === 'form' && !surface.failed) {
      await this.#change(visitor, sent.message, (body) => closeForm(body, 'sent'))
    }
    await tellIdle(this.identity, visitor.id, locale)
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

/** What begins a turn. */
type Begun = Exclude<Sent, { kind: 'dismiss' }> | SentFile

/** The line that the conversation gets of what was sent, or null. */
function lineOf(sent: Begun): Extract<MessageBody, { kind: 'mine' }> | null {
  switch (sent.kind) {
    case 'text':
      return { kind: 'mine', text: sent.text }
    case 'command':
      return sent.quiet ? null : { kind: 'mine', text: `/${sent.name} ${sent.rest}`.trim() }
    case 'file': {
      const { kind, name, size } = sent.file
      const file = { kind, name, url: addressOf(sent.id), size: sizeOf(size) }
      return { kind: 'mine', text: sent.text, file }
    }
    case 'press':
    case 'form':
      return null
  }
}

function eventOf(sent: Begun, visitorId: string): InboundEvent {
  switch (sent.kind) {
    case 'text':
      return { kind: 'text', text: sent.text }
    case 'command':
      return { kind: 'command', name: sent.name, rest: sent.rest }
    case 'press':
      return { kind: 'press', button: sent.button }
    case 'form':
      return { kind: 'form', button: sent.button, values: sent.values }
    case 'file':
      return { kind: 'file', file: inboundFile(sent, visitorId), text: sent.text }
  }
}

function inboundFile({ id, file }: SentFile, visitorId: string): InboundFile {
  return {
    ...file,
    async read(limit) {
      if (file.size > limit) throw new FileTooLarge(limit)
      const kept = await keptFiles.find(visitorId, id)
      if (!kept) throw new FileGone('Newer files took its place')
      return kept.content
    },
  }
}
