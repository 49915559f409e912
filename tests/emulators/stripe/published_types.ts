/**
 * Checks requests against the types that Stripe publishes with its official package. They are generated from the same
 * OpenAPI document, of the same version, as Stripe's API reference: a parameter that is unknown, missing or of the
 * wrong type is refused here as Stripe refuses it.
 */
import ts from 'typescript'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'
import { invalid } from '#tests/emulators/stripe/errors'
import type { Form, FormValue } from '#tests/emulators/stripe/form'

/** A file that exists in the compiler's eyes alone: it names the types that are asked for. */
const FILE = fileURLToPath(new URL('stripe_parameters.ts', APP_ROOT))

/** What parameters are made of. The language's own library takes the compiler a second to read. */
const GLOBALS = `declare global {
  interface Array<T> { length: number; [index: number]: T }
  interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {}
  interface NewableFunction {} interface Number {} interface Object {} interface RegExp {} interface String {}
  type Record<K extends string | number | symbol, T> = { [P in K]: T }
}`

export class PublishedTypes {
  readonly #checker: ts.TypeChecker
  readonly #types = new Map<string, ts.Type>()

  /** @param names of types below `Stripe.`, for instance `Checkout.SessionCreateParams` */
  constructor(names: readonly string[]) {
    const lines = names.map((name, index) => `export type T${index} = Stripe.${name}`)
    const source = `import type Stripe from 'stripe'\n${GLOBALS}\n${lines.join('\n')}\n`
    const program = programOf(source)
    this.#checker = program.getTypeChecker()
    const file = program.getSourceFile(FILE)
    const aliases = file?.statements.filter(ts.isTypeAliasDeclaration) ?? []
    for (const [index, alias] of aliases.entries()) {
      const type = this.#checker.getTypeAtLocation(alias.name)
      const name = names[index]
      if (name === undefined || type.flags & ts.TypeFlags.Any) {
        throw new Error(`Stripe publishes no type ${String(name)}`)
      }
      this.#types.set(name, type)
    }
  }

  /** @throws a refusal as Stripe words it */
  check(name: string, form: Form): void {
    const type = this.#types.get(name)
    if (!type) throw new Error(`The type ${name} was not asked for`)
    this.#object(type, form, '')
  }

  #object(type: ts.Type, form: Form, at: string): void {
    const index = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String)
    for (const [key, value] of Object.entries(form)) {
      const path = at === '' ? key : `${at}[${key}]`
      const property = type.getProperty(key)
      const inner = property ? this.#checker.getTypeOfSymbol(property) : index
      if (!inner) {
        throw invalid(`Received unknown parameter: ${path}`, {
          code: 'parameter_unknown',
          param: path,
        })
      }
      if (!this.#fits(inner, value, path)) {
        throw invalid(`Invalid ${path}: ${JSON.stringify(value)}`, { param: path })
      }
    }
    for (const property of type.getProperties()) {
      if (property.flags & ts.SymbolFlags.Optional || property.name in form) continue
      const path = at === '' ? property.name : `${at}[${property.name}]`
      throw invalid(`Missing required param: ${path}.`, { code: 'parameter_missing', param: path })
    }
  }

  #fits(given: ts.Type, value: FormValue, path: string): boolean {
    const type = this.#checker.getNonNullableType(given)
    if (type.isUnion()) return this.#fitsOne(type.types, value, path)
    if (type.isStringLiteral()) return value === type.value
    if (type.isNumberLiteral()) return value === String(type.value)
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return value === this.#checker.typeToString(type)
    }
    if (type.flags & ts.TypeFlags.Number) {
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
    }
    // `OtherString`, for values that later versions may add.
    if (type.flags & ts.TypeFlags.String || type.isIntersection()) return typeof value === 'string'
    if (typeof value === 'string') return false
    const element = this.#checker.isArrayType(type)
      ? this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number)
      : undefined
    if (!element) {
      this.#object(type, value, path)
      return true
    }
    return Object.entries(value).every(
      ([key, one], index) => key === String(index) && this.#fits(element, one, `${path}[${key}]`)
    )
  }

  /** Values that the package knows by name are the only ones, though its types leave room for later ones. */
  #fitsOne(types: readonly ts.Type[], value: FormValue, path: string): boolean {
    const named = types.some((one) => one.isStringLiteral() && one.value !== '')
    const open = types.filter((one) => !(named && one.isIntersection()))
    if (typeof value === 'string') return open.some((one) => this.#fits(one, value, path))
    const parts = open.filter((one) => one.flags & ts.TypeFlags.Object)
    const [only] = parts
    if (parts.length === 1 && only) return this.#fits(only, value, path)
    return parts.some((one) => this.#fits(one, value, path))
  }
}

function programOf(source: string): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    types: [],
    noLib: true,
  }
  const host = ts.createCompilerHost(options)
  const real = {
    source: host.getSourceFile.bind(host),
    exists: host.fileExists.bind(host),
    read: host.readFile.bind(host),
  }
  host.getSourceFile = (name, ...rest) =>
    name === FILE
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
      : real.source(name, ...rest)
  host.fileExists = (name) => name === FILE || real.exists(name)
  host.readFile = (name) => (name === FILE ? source : real.read(name))
  return ts.createProgram([FILE], options, host)
}
