import { BaseCommand, flags } from '@adonisjs/core/ace'

/** Rows of one transaction, unless told otherwise: short locks, few commits. */
const BATCH = 200

/** `encryption:rotate`: encrypts everything under the newest of `ENCRYPTION_KEYS`; interrupted, it is run again. */
export default class EncryptionRotate extends BaseCommand {
  static override commandName = 'encryption:rotate'
  static override description = 'Encrypt everything under the newest of ENCRYPTION_KEYS'
  static override options = { startApp: true }

  @flags.number({ description: `Rows of one transaction (${BATCH})` })
  declare batch?: number

  override async run(): Promise<void> {
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const { isKeyProblem } = await import('#app/encryption/errors')
    const { programKeys } = await import('#app/encryption/vault')
    const { rotateKeys } = await import('#app/encryption/rotate_keys')
    const batch = Math.max(1, Math.trunc(this.batch ?? BATCH))
    try {
      const keys = programKeys()
      const rewritten = await rotateKeys(db, keys, {
        batch,
        onBatch: (sofar) => this.logger.info(`${sofar} rewritten`),
      })
      this.logger.success(
        `Everything is under the key ${keys.ids[0]} (${rewritten} rewritten now). When every process of the ` +
          'program has that key in front and encryption:status shows nothing under another, take the others away.'
      )
    } catch (error) {
      if (!isKeyProblem(error)) throw error
      this.logger.error(error.message)
      this.exitCode = 1
    }
  }
}
