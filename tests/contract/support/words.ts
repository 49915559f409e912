/** The program's words, and where its code asks for them. */
import ts from 'typescript'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { sources } from '#tests/support/sources'

/** The words of one area in one language. */
export interface WordFile {
  /** Relative to the checkout. */
  path: string
  /** The folder that holds `lang/`. */
  area: string
  /** How every key of it begins: its path in the language's folder, for instance `personas.cards`. */
  prefix: string
  locale: string
  /** Messages by their whole key, for instance `ledger.balance.title`. */
  messages: ReadonlyMap<string, string>
}

export async function wordFiles(): Promise<WordFile[]> {
  const files = await sources('{plugins,bots}/*/lang/*/**/*.json', 'resources/lang/*/**/*.json')
  return files.map(({ path, text }) => {
    const [area = '', rest = ''] = path.split('/lang/')
    const [locale = '', ...nested] = rest.replace(/\.json$/, '').split('/')
    const prefix = nested.join('.')
    const messages = new Map<string, string>()
    flatten(JSON.parse(text), prefix, messages)
    return { path, area, prefix, locale, messages }
  })
}

function flatten(value: unknown, key: string, into: Map<string, string>): void {
  if (typeof value === 'string') into.set(key, value)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) flatten(part, `${key}.${name}`, into)
  } else throw new Error(`${key} is neither words nor a group of words`)
}

/**
 * What a message is told, sorted: names and kinds, for instance `amount`, `count (plural)`.
 * @throws SyntaxError when it is no ICU message
 */
export function argumentsOf(message: string): string[] {
  return [...new Set(argumentsIn(parse(message, { ignoreTag: true })))].sort()
}

function argumentsIn(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element): string[] => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return []
      case TYPE.argument:
      case TYPE.number:
      case TYPE.date:
      case TYPE.time:
        return [element.value]
      case TYPE.select:
      case TYPE.plural: {
        const within = Object.values(element.options).flatMap(({ value }) => argumentsIn(value))
        return [element.value, ...within]
      }
      case TYPE.tag:
        return argumentsIn(element.children)
    }
  })
}

/** Where code asks for words. */
export interface Use {
  path: string
  /** The key, or how it begins where the rest is only known when the program runs. */
  key: string
  whole: boolean
}

/** Every key that TypeScript hands to `t(…)`, or gives as a description, a title or a name; and that views print. */
export async function usesOfWords(): Promise<Use[]> {
  const code = await sources('{app,plugins,bots,providers,start}/**/*.ts')
  const views = await sources('{resources,plugins/*,bots/*}/views/**/*.edge')
  return [
    ...code.filter(({ path }) => !isTest(path)).flatMap(usesInCode),
    ...views.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*(['"`])([^'"`$]+)(\1|\$)/g)].map(([, , key = '', end]) => ({
        path,
        key,
        whole: end !== '$' && !key.endsWith('.'),
      }))
    ),
  ]
}

const isTest = (path: string) => /\/(tests|testing)\//.test(path)

const DESCRIBED_BY_KEY = ['description', 'title', 'name', 'label']

function usesInCode({ path, text }: { path: string; text: string }): Use[] {
  const uses: Use[] = []
  const take = (node: ts.Expression, sure: boolean): void => {
    if (ts.isStringLiteralLike(node)) {
      if (sure || /^[a-z_]+([.][a-z0-9_]+)+$/.test(node.text)) {
        uses.push({ path, key: node.text, whole: true })
      }
    } else if (ts.isTemplateExpression(node)) {
      if (sure && node.head.text !== '') uses.push({ path, key: node.head.text, whole: false })
    } else if (ts.isConditionalExpression(node)) {
      take(node.whenTrue, sure)
      take(node.whenFalse, sure)
    }
  }
  const visit = (node: ts.Node): void => {
    const key = ts.isCallExpression(node) ? translated(node) : undefined
    if (key) take(key, true)
    if (
      ts.isPropertyAssignment(node) &&
      ts.isIdentifier(node.name) &&
      DESCRIBED_BY_KEY.includes(node.name.text)
    ) {
      take(node.initializer, false)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return uses
}

/** The key of a call of `t(key)`, `words.t(key)` or `runtime.t(locale, key)`. */
function translated({
  expression,
  arguments: given,
}: ts.CallExpression): ts.Expression | undefined {
  const callee = ts.isPropertyAccessExpression(expression) ? expression.name : expression
  if (!ts.isIdentifier(callee) || callee.text !== 't') return undefined
  return given.find(
    (argument) =>
      ts.isTemplateExpression(argument) ||
      ts.isConditionalExpression(argument) ||
      (ts.isStringLiteralLike(argument) && argument.text.includes('.'))
  )
}

/** Whatever looks like a key, or the beginning of one, in the program's own code and views. */
export async function possibleKeys(): Promise<ReadonlySet<string>> {
  const files = await sources(
    '{app,plugins,bots,providers,start,config}/**/*.ts',
    '{resources,plugins/*,bots/*}/views/**/*.edge'
  )
  const found = files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ text }) => [...text.matchAll(/['"`]([a-z_]+(?:[.]\w+)+)/g)])
  return new Set(found.map(([, key = '']) => key))
}
