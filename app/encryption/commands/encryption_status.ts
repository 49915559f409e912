import { BaseCommand, flags } from '@adonisjs/core/ace'

/** `encryption:status`: what is under which key. Ends with 1 while something is not under the newest. */
export default class EncryptionStatus extends BaseCommand {
  static override commandName = 'encryption:status'
  static override description = 'Say what is encrypted under which of ENCRYPTION_KEYS'
  static override options = { startApp: true }

  @flags.boolean({ description: 'Print one JSON object on stdout' })
  declare json: boolean

  override async run(): Promise<void> {
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const { isKeyProblem } = await import('#app/encryption/errors')
    const { programKeys } = await import('#app/encryption/vault')
    const { keyStatus } = await import('#app/encryption/key_status')
    try {
      const keys = programKeys()
      const uses = await keyStatus(db, keys)
      const rotated = uses.every(({ key }) => key === 'newest')
      this.exitCode = rotated ? 0 : 1
      if (this.json) {
        process.stdout.write(`${JSON.stringify({ rotated, keys: keys.ids, uses })}\n`)
        return
      }
      for (const { key, keyId, envelopes, table, column } of uses) {
        process.stdout.write(`${key.padEnd(7)} ${keyId}  ${envelopes} in ${table}.${column}\n`)
      }
      process.stdout.write(
        rotated
          ? `Everything is under the newest key, ${keys.ids[0]}.\n`
          : 'Not everything is under the newest key: run encryption:rotate with all keys that are named here.\n'
      )
    } catch (error) {
      if (!isKeyProblem(error)) throw error
      this.logger.error(error.message)
      this.exitCode = 1
    }
  }
}
