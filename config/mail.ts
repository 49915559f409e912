import { defineConfig, transports } from '@adonisjs/mail'

/** Without an SMTP server mails are written to the log of the process, and nothing leaves it. */
const mailConfig = defineConfig({
  default: 'stream',
  from: { address: 'greenroom@localhost', name: 'Greenroom' },
  mailers: { stream: transports.smtp({ host: '127.0.0.1', port: 1025 }) },
})

export default mailConfig

declare module '@adonisjs/mail/types' {
  export interface MailersList extends InferMailers<typeof mailConfig> {}
}
