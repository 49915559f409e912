import { createHash } from 'node:crypto'
import mail from '@adonisjs/mail/services/main'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'

export interface MailOnce {
  /** The same key is one mail. */
  key: string
  to: string
  subject: string
  text: string
  html: string
}

/** A mail that somebody began to send is left to them for so long, seconds; an SMTP server may be slow. */
export const CLAIM_SECONDS = 10 * 60

/**
 * Sends a mail once, whoever asks and how often. A crash between the sending and the note of it sends it again, with
 * the same Message-ID, by which mail programs show it once.
 * @throws when the mail server does not take it, or another process is sending it: try again later
 */
export async function sendMailOnce({ key, to, subject, text, html }: MailOnce): Promise<void> {
  const [claimed] = await sql<{ key: string }>(
    `insert into payments_mails (key) values (:key)
     on conflict (key) do update set claimed_at = now()
       where payments_mails.sent_at is null
         and payments_mails.claimed_at < now() - make_interval(secs => :claim)
     returning key`,
    { key, claim: CLAIM_SECONDS }
  )
  if (!claimed) {
    const [known] = await sql<{ sent_at: Date | null }>(
      'select sent_at from payments_mails where key = :key',
      { key }
    )
    if (known?.sent_at) return
    throw new Error('The mail is being sent by another job')
  }
  try {
    await mail.send((message) => {
      message.to(to).subject(subject).text(text).html(html)
      message.nodeMailerMessage.messageId = messageIdOf(key)
    })
  } catch (error) {
    // Nobody is sending it any more: the next attempt need not wait for the claim to end.
    await sql('delete from payments_mails where key = :key and sent_at is null', { key })
    throw error
  }
  await sql('update payments_mails set sent_at = now() where key = :key', { key })
}

function messageIdOf(key: string): string {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return `<${id}@${new URL(paymentsConfig.appUrl).hostname}>`
}
