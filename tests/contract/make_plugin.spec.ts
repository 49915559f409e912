import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import { check, resolveConfig } from 'prettier'
import { APP_ROOT } from '#start/root'
import { bareEnvironment } from '#tests/support/environment'
import { emptyDatabase } from '#tests/support/scratch_database'
import { sources } from '#tests/support/sources'
import { copyProgram, type ProgramCopy } from '#tests/support/program_copy'

const run = promisify(execFile)

/** The contract tests that look at what a plugin is; the rest start programs. */
const CONTRACT = ['declarations', 'tables', 'words', 'bots', 'routes']

async function node(copy: ProgramCopy, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  try {
    const { stdout, stderr } = await run(process.execPath, [...args], {
      cwd: copy.folder,
      env: { ...bareEnvironment(), ...env },
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    return {
      code: 1,
      output: String(error instanceof Error && 'stdout' in error ? error.stdout : error),
    }
  }
}

const makePlugin = (copy: ProgramCopy, name: string) =>
  node(copy, ['ace.js', 'make:plugin', name], { DATABASE_URL: process.env.DATABASE_URL })

test.group('make:plugin', (group) => {
  let copy: ProgramCopy
  let made: Awaited<ReturnType<typeof makePlugin>>
  group.setup(async () => {
    copy = await copyProgram()
    made = await makePlugin(copy, 'tea_house')
    return () => copy.remove()
  })

  test('writes a plugin that passes the contract tests and its own', async ({
    assert,
    cleanup,
  }) => {
    const database = await emptyDatabase()
    cleanup(() => database.drop())
    assert.equal(made.code, 0, made.output)
    assert.match(await copy.read('plugins/index.ts'), / {2}teaHouse,\n\]/)

    const files = [
      ...CONTRACT.map((name) => `tests/contract/${name}.spec.ts`),
      'plugins/tea_house/tests/about.spec.ts',
    ]
    const tested = await node(copy, ['--import', '#typescript', 'bin/test.ts'], {
      DATABASE_URL: database.url,
      TEST_FILES: files.join(','),
    })
    assert.equal(tested.code, 0, tested.output)
    assert.match(tested.output, /says what it is about/)
  }).timeout(180_000)

  test('writes it as prettier would', async ({ assert }) => {
    const style = await resolveConfig(fileURLToPath(new URL('package.json', APP_ROOT)))
    for (const path of ['plugin.ts', 'bot/index.ts', 'tests/about.spec.ts', 'README.md']) {
      const text = await copy.read(`plugins/tea_house/${path}`)
      assert.isTrue(await check(text, { ...style, filepath: path }), path)
    }
    const list = await copy.read('plugins/index.ts')
    assert.isTrue(await check(list, { ...style, filepath: 'index.ts' }))
  })

  test('refuses a name that is taken or is none', async ({ assert }) => {
    const [{ path: anyPlugin = '' } = {}] = await sources('plugins/*/plugin.ts')
    for (const name of [anyPlugin.split('/')[1] ?? '', 'Tea-House', '../tea']) {
      const before = await copy.read('plugins/index.ts')
      assert.equal((await makePlugin(copy, name)).code, 1, name)
      assert.equal(await copy.read('plugins/index.ts'), before)
    }
  })
})
