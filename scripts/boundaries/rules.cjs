/*
 * The doors between the rooms. Each rule says in its comment what holds; a violation fails the build.
 * What a plugin may import of others is what its own `requires` says, so adding a plugin changes nothing here.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/** Names of the plugins whose folders are there, with what each requires. */
function pluginsIn(root) {
  return readdirSync(join(root, 'plugins'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(root, 'plugins', entry.name, 'plugin.ts'))
    )
    .map(({ name }) => {
      const declaration = readFileSync(join(root, 'plugins', name, 'plugin.ts'), 'utf8')
      const [, list = ''] = /requires:\s*\[([^\]]*)\]/.exec(declaration) ?? []
      return {
        name,
        requires: [...list.matchAll(/['"](\w+)['"]/g)].map(([, required]) => required),
      }
    })
}

/** What lies beside the code but is not the program. */
const TESTS = '(^|/)(tests|testing|benchmarks)/|[.]spec[.]ts$'

/** A plugin's tests may start the program; its code may not. */
const pluginDoors = (root) =>
  pluginsIn(root).flatMap(({ name, requires }) => {
    const open = [
      `^plugins/${name}/`,
      ...requires.map((required) => `^plugins/${required}/api[.]ts$`),
    ]
    const tests = `^plugins/${name}/tests/`
    return [
      {
        name: `plugin-${name}`,
        comment: `plugins/${name} imports app, itself, and the api.ts of what it requires (${requires.join(', ') || 'nothing'})`,
        severity: 'error',
        from: { path: `^plugins/${name}/` },
        to: { path: '^(plugins|bots|bin|scripts)/', pathNot: open },
      },
      {
        name: `plugin-${name}-in-the-house`,
        comment: `plugins/${name} knows nothing of how the program is put together, but its settings`,
        severity: 'error',
        from: { path: `^plugins/${name}/`, pathNot: tests },
        to: { path: '^(providers|start)/', pathNot: '^start/env[.]ts$' },
      },
    ]
  })

/** @param {string} root the checkout */
function configFor(root) {
  return {
    forbidden: [
      {
        name: 'app-stands-alone',
        comment: 'app imports no plugin and no bot',
        severity: 'error',
        from: { path: '^app/' },
        to: { path: '^(plugins|bots)/' },
      },
      ...pluginDoors(root),
      {
        name: 'bots-import-app',
        comment: 'bots import app and themselves; a driver may import plugins/communities/api',
        severity: 'error',
        from: { path: '^bots/([^/]+)/' },
        to: {
          path: '^(plugins|bots|bin|scripts)/',
          pathNot: ['^bots/$1/', '^plugins/communities/api[.]ts$'],
        },
      },
      {
        name: 'only-drivers-import-communities',
        comment: 'of the bots, a role or invite driver alone speaks to plugins/communities',
        severity: 'error',
        from: { path: '^bots/', pathNot: 'driver' },
        to: { path: '^plugins/communities/' },
      },
      {
        name: 'one-list-of-plugins',
        comment: 'plugins/index.ts is read where the program is put together, and nowhere else',
        severity: 'error',
        from: { path: '^(app|plugins|bots|database)/' },
        to: { path: '^plugins/index[.]ts$' },
      },
      {
        name: 'program-without-tests',
        comment: 'the program imports no test, no emulator and no benchmark',
        severity: 'error',
        from: {
          path: '^(app|plugins|bots|config|database|providers|start|bin)/',
          pathNot: [TESTS, '^bin/test[.]ts$'],
        },
        to: { path: TESTS },
      },
      {
        name: 'program-without-dev-packages',
        comment: 'the program runs with what npm installs for production',
        severity: 'error',
        from: {
          path: '^(app|plugins|bots|config|database|providers|start|bin)/',
          pathNot: [TESTS, '^bin/test[.]ts$'],
        },
        to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
      },
      {
        name: 'listed-packages',
        comment: 'every imported package is listed in package.json',
        severity: 'error',
        from: {},
        to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
      },
      {
        name: 'no-circles',
        comment: 'no module needs itself, however far around (types do not count)',
        severity: 'error',
        from: {},
        to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      },
      {
        name: 'resolvable',
        comment: 'every import leads somewhere',
        severity: 'error',
        from: {},
        to: { couldNotResolve: true },
      },
    ],
    options: {
      doNotFollow: { path: 'node_modules' },
      exclude: { path: ['^build/', '^[.]adonisjs/', '^[.]data/', '^public/'] },
      tsPreCompilationDeps: true,
      tsConfig: { fileName: join(root, 'tsconfig.json') },
      // dependency-cruiser takes this one option of its resolver in the form of a webpack configuration only.
      webpackConfig: { fileName: join(__dirname, 'resolve.cjs') },
      enhancedResolveOptions: {
        exportsFields: ['exports'],
        conditionNames: ['import', 'node', 'default', 'types'],
      },
    },
  }
}

module.exports = { configFor }
