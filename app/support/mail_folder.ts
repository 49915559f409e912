import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MailResponse } from '@adonisjs/mail'
import type { MailTransportContract, NodeMailerMessage } from '@adonisjs/mail/types'

/** Files that stay; the oldest go first. */
const KEPT = 100

/** "Sends" a mail by writing it into a folder, for installations without an SMTP server. */
export class MailFolder implements MailTransportContract {
  /** Mails of one moment are told apart by it, so that the newest is the last in the folder. */
  #count = 0

  constructor(private readonly folder: string) {}

  async send(message: NodeMailerMessage): Promise<MailResponse<string>> {
    const id = randomUUID()
    const to = (message.to ?? []).map((one) => (typeof one === 'string' ? one : one.address))
    const text = typeof message.text === 'string' ? message.text : ''
    const lines = [`To: ${to.join(', ')}`, `Subject: ${message.subject ?? ''}`, '', text, '']

    // Links in mails sign people in: nobody but the owner of the program reads them.
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const at = new Date().toISOString().replaceAll(':', '-')
    const number = String(this.#count++).padStart(6, '0')
    const file = join(this.folder, `${at}-${number}-${id}.txt`)
    await writeFile(file, lines.join('\n'), { mode: 0o600 })
    const old = (await readdir(this.folder)).sort().slice(0, -KEPT)
    await Promise.all(old.map((name) => rm(join(this.folder, name), { force: true })))
    return new MailResponse(id, { from: false, to }, file)
  }
}
