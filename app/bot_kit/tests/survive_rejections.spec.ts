import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import { APP_ROOT } from '#start/root'

const run = promisify(execFile)

/** A process that forgets a rejected promise, and says so if it lives on. */
const FORGETFUL = `
  const { surviveRejections } = await import('#app/bot_kit/survive_rejections')
  const logger = { error: ({ err }, text) => console.log(text + ': ' + err.message) }
  if (process.env.SURVIVES) surviveRejections(logger)
  void Promise.reject(new Error('lost socket'))
  setImmediate(() => console.log('lives on'))
`

/** The test runner listens for such rejections itself, so this has to be another process. */
const forget = (env: NodeJS.ProcessEnv) =>
  run(process.execPath, ['--import', '#typescript', '--input-type=module', '-e', FORGETFUL], {
    cwd: fileURLToPath(APP_ROOT),
    env: { ...process.env, ...env },
  })

test.group('a rejection that nobody looks at', () => {
  test('is written down, and the process lives on', async ({ assert }) => {
    const { stdout } = await forget({ SURVIVES: '1' })
    assert.equal(stdout, 'a promise was rejected and nobody looked: lost socket\nlives on\n')
  })

  test('would end the process otherwise', async ({ assert }) => {
    await assert.rejects(() => forget({}), /lost socket/)
  })
})
