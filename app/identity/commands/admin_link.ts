import { BaseCommand } from '@adonisjs/core/ace'

/** `admin:link`: a one-time sign-in link for the first admin, where no banner of `npm start` is seen. */
export default class AdminLink extends BaseCommand {
  static override commandName = 'admin:link'
  static override description = 'Print a one-time sign-in link for the admin'
  static override options = { startApp: true }

  override async run(): Promise<void> {
    const { adminLink } = await import('#app/identity/admin_link')
    const { url, expiresAt } = await adminLink(this.app)
    process.stdout.write(`${url}\n`)
    process.stderr.write(`It works once, until ${expiresAt.toISOString()}\n`)
  }
}
