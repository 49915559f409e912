import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { defineConfig, transports } from '@adonisjs/mail'
import env from '#start/env'
import { MailFolder } from '#app/support/mail_folder'

/** The usual port of mail submission (RFC 6409), and the one where the connection begins with TLS (RFC 8314). */
const SUBMISSION = 587
const SUBMISSION_TLS = 465

const host = env.get('SMTP_HOST')
const port = env.get('SMTP_PORT') ?? SUBMISSION
const user = env.get('SMTP_USERNAME')
const folder = join(env.get('DATA_DIR') ?? app.makePath('.data'), 'mail')

/** Without an SMTP server mails become files in a folder of the operator's, and nothing leaves the machine. */
const mailConfig = defineConfig({
  default: host ? 'smtp' : 'folder',
  from: { address: env.get('MAIL_FROM') ?? 'greenroom@localhost', name: 'Greenroom' },
  mailers: {
    smtp: transports.smtp({
      host: host ?? '127.0.0.1',
      port,
      secure: port === SUBMISSION_TLS,
      auth: user ? { type: 'login', user, pass: env.get('SMTP_PASSWORD') ?? '' } : undefined,
    }),
    folder: () => new MailFolder(folder),
  },
})

export default mailConfig

declare module '@adonisjs/mail/types' {
  export interface MailersList extends InferMailers<typeof mailConfig> {}
}
