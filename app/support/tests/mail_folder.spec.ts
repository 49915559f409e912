import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { MailFolder } from '#app/support/mail_folder'

test.group('The mail folder', () => {
  test('keeps mails that can be read, by the owner alone, the newest hundred', async ({
    assert,
    cleanup,
  }) => {
    const parent = await mkdtemp(join(tmpdir(), 'greenroom-mail-'))
    cleanup(() => rm(parent, { recursive: true, force: true }))
    const folder = join(parent, 'mail')
    const mails = new MailFolder(folder)
    for (let count = 1; count <= 102; count++) {
      await mails.send({ to: ['ana@example.com'], subject: 'Hello', text: `Mail ${count} ✉` })
    }
    const files = (await readdir(folder)).sort()
    assert.lengthOf(files, 100)
    const newest = join(folder, files.at(-1) ?? '')
    assert.equal(
      await readFile(newest, 'utf8'),
      'To: ana@example.com\nSubject: Hello\n\nMail 102 ✉\n'
    )
    assert.equal((await stat(newest)).mode & 0o077, 0)
  })
})
