import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from 'dependency-cruiser'
import { APP_ROOT } from '#start/root'

const { configFor }: { configFor(root: string): IFlattenedRuleSet & { options: ICruiseOptions } } =
  createRequire(import.meta.url)(fileURLToPath(new URL('scripts/boundaries/rules.cjs', APP_ROOT)))

/** A house with three plugins and a bot, in which every import is a good one. */
const HOUSE: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: {
      '#app/*': './app/*.js',
      '#plugins/*': './plugins/*.js',
      '#bots/*': './bots/*.js',
      '#start/*': './start/*.js',
      '#tests/*': './tests/*.js',
    },
  }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext' } }),
  'app/kit.ts': 'export const kit = 1',
  'plugins/bank/plugin.ts': `export default { name: 'bank' }`,
  'plugins/bank/api.ts': 'export const api = 1',
  'plugins/bank/vault.ts': 'export const vault = 1',
  'plugins/shop/plugin.ts': `export default { name: 'shop', requires: ['bank'] }`,
  'plugins/shop/till.ts': `import '#app/kit'\nimport '#plugins/bank/api'`,
  'plugins/garden/plugin.ts': `export default { name: 'garden' }`,
  'plugins/garden/api.ts': 'export const garden = 1',
  'plugins/communities/plugin.ts': `export default { name: 'communities' }`,
  'plugins/communities/api.ts': 'export const communities = 1',
  'plugins/index.ts': `import '#plugins/bank/plugin'`,
  'bots/telegram/frontend.ts': `import '#app/kit'`,
  'bots/telegram/invite_driver.ts': `import '#plugins/communities/api'`,
  'bots/discord/frontend.ts': `import '#app/kit'`,
  'start/root.ts': 'export const root = 1',
  'tests/helper.ts': 'export const helper = 1',
}

/** What the check says of the house with some files changed: rule and file of each violation. */
async function violations(changed: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'greenroom-doors-'))
  try {
    for (const [path, text] of Object.entries({ ...HOUSE, ...changed })) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    const { options, ...ruleSet } = configFor(root)
    const { output } = await cruise(
      ['app', 'plugins', 'bots', 'start', 'tests'],
      {
        ...options,
        ruleSet,
        validate: true,
        baseDir: root,
        // The copy of dependency-cruiser's resolver that the command line would set up from the options.
      },
      { extensionAlias: { '.js': ['.ts', '.js'] } }
    )
    if (typeof output === 'string') throw new Error(output)
    return output.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const FORBIDDEN: readonly { what: string; file: string; imports: string; rule: string }[] = [
  {
    what: 'app imports a plugin',
    file: 'app/kit.ts',
    imports: '#plugins/bank/api',
    rule: 'app-stands-alone',
  },
  {
    what: 'app imports a bot',
    file: 'app/kit.ts',
    imports: '#bots/discord/frontend',
    rule: 'app-stands-alone',
  },
  {
    what: 'a plugin reaches behind an api',
    file: 'plugins/shop/till.ts',
    imports: '#plugins/bank/vault',
    rule: 'plugin-shop',
  },
  {
    what: 'a plugin imports an api that it does not require',
    file: 'plugins/shop/till.ts',
    imports: '#plugins/garden/api',
    rule: 'plugin-shop',
  },
  {
    what: 'a plugin imports a bot',
    file: 'plugins/shop/till.ts',
    imports: '#bots/discord/frontend',
    rule: 'plugin-shop',
  },
  {
    what: 'a plugin knows how the program is put together',
    file: 'plugins/shop/till.ts',
    imports: '#start/root',
    rule: 'plugin-shop-in-the-house',
  },
  {
    what: 'a bot imports a plugin',
    file: 'bots/discord/frontend.ts',
    imports: '#plugins/bank/api',
    rule: 'bots-import-app',
  },
  {
    what: 'a bot imports another bot',
    file: 'bots/discord/frontend.ts',
    imports: '#bots/telegram/frontend',
    rule: 'bots-import-app',
  },
  {
    what: 'a bot that is no driver imports communities',
    file: 'bots/discord/frontend.ts',
    imports: '#plugins/communities/api',
    rule: 'only-drivers-import-communities',
  },
  {
    what: 'a plugin reads the list of plugins',
    file: 'plugins/shop/till.ts',
    imports: '#plugins/index',
    rule: 'one-list-of-plugins',
  },
  {
    what: 'the program imports a test',
    file: 'app/kit.ts',
    imports: '#tests/helper',
    rule: 'program-without-tests',
  },
  {
    what: 'an import leads nowhere',
    file: 'app/kit.ts',
    imports: '#app/absent',
    rule: 'resolvable',
  },
]

test.group('The doors between the rooms', () => {
  test('are shut for nothing that is allowed', async ({ assert }) => {
    assert.deepEqual(await violations(), [])
  })

  for (const { what, file, imports, rule } of FORBIDDEN) {
    test(`are shut when ${what}`, async ({ assert }) => {
      const found = await violations({ [file]: `import '${imports}'\nexport const x = 1` })
      assert.include(found, `${rule}: ${file}`)
    })
  }

  test('are shut for modules that need each other', async ({ assert }) => {
    const found = await violations({
      'app/a.ts': `import { b } from '#app/b'\nexport const a = () => b`,
      'app/b.ts': `import { a } from '#app/a'\nexport const b = () => a`,
    })
    assert.include(found, 'no-circles: app/a.ts')
  })
})
