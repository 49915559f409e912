/*
 * Lets Node run the program's TypeScript sources: `--import #typescript`. What a file becomes is kept until it changes.
 * Its hooks run in the thread that imports: asking a thread of their own, as loaders from packages do, is half of the
 * time in which the program is ready, and the tests start it a few hundred times. See docs/adr/0041.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const KEPT = join(ROOT, 'node_modules', '.cache', 'typescript')

/** As the sources are written: legacy decorators with metadata for Lucid and the container, everything else as it stands. */
const OPTIONS = {
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'esnext',
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      verbatimModuleSyntax: true,
      useDefineForClassFields: true,
    },
    experimental: { keepImportAttributes: true },
    keepClassNames: true,
  },
}

const require = createRequire(import.meta.url)
const { version } = require('@swc/core/package.json')
const MADE_BY = `${version} ${JSON.stringify(OPTIONS)}`

/** Loaded with the first file that changed: mostly none has. */
const compile = (source, filename) =>
  require('@swc/core').transformSync(source, { ...OPTIONS, filename }).code

/** A file of this program in JavaScript: kept from before, or made and kept. */
function compiled(filename) {
  const source = readFileSync(filename, 'utf8')
  // In front of the first line, not above it: lines in stack traces stay what they are in the source.
  const mark = `/* ${createHash('sha256').update(MADE_BY).update(source).digest('hex')} */`
  const place = join(KEPT, relative(ROOT, filename).replaceAll(/[/\\]/gu, '~'))
  const before = kept(place)
  if (before?.startsWith(mark)) return before
  const code = mark + compile(source, filename)
  keep(place, code)
  return code
}

/** Whole or not at all: several processes write the same. Where nothing can be written, nothing is kept. */
function keep(place, code) {
  const draft = `${place}.${process.pid}`
  try {
    mkdirSync(KEPT, { recursive: true })
    writeFileSync(draft, code)
    renameSync(draft, place)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw error
  }
}

function kept(place) {
  try {
    return readFileSync(place, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

process.setSourceMapsEnabled(true)
registerHooks({
  /** Imports name the JavaScript that a source becomes. */
  resolve(specifier, context, next) {
    try {
      return next(specifier, context)
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.url?.endsWith('.js')) throw error
      return next(error.url.replace(/\.js$/u, '.ts'), context)
    }
  },
  load(url, context, next) {
    if (context.format !== 'module-typescript') return next(url, context)
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true }
  },
})
