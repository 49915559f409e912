import { schemas } from '#plugins/coach/api_v1/openapi_schemas'

type Schema = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Where an answer is not as its description says: what is missing, what is told and not described, what is otherwise. */
export function differences(name: keyof typeof schemas, value: unknown): string[] {
  return check(schemas[name], value, name)
}

function check(schema: Schema, value: unknown, path: string): string[] {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? ''
    const found = Object.entries(schemas).find(([known]) => known === name)
    return found ? check(found[1], value, path) : [`${path}: there is no ${name}`]
  }
  const ways = listOf(schema.anyOf).filter(isObject)
  if (ways.length > 0) {
    const tried = ways.map((way) => check(way, value, path))
    return tried.find((one) => one.length === 0) ?? tried.flat()
  }
  const types = [schema.type].flat()
  if (
    !types.includes(typeOf(value)) &&
    !(types.includes('number') && typeOf(value) === 'integer')
  ) {
    return [`${path}: is ${typeOf(value)}, not ${types.join(' or ')}`]
  }
  if (schema.enum !== undefined && !listOf(schema.enum).includes(value)) {
    return [`${path}: ${String(value)} is none of its values`]
  }
  if (Array.isArray(value)) {
    const { items } = schema
    return isObject(items) ? value.flatMap((one, at) => check(items, one, `${path}[${at}]`)) : []
  }
  return isObject(value) ? checkObject(schema, value, path) : []
}

function checkObject(schema: Schema, value: Record<string, unknown>, path: string): string[] {
  const properties = isObject(schema.properties) ? schema.properties : null
  if (!properties) return []
  const missing = listOf(schema.required).filter((name) => !(String(name) in value))
  return [
    ...missing.map((name) => `${path}.${String(name)}: is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const described = properties[name]
      return isObject(described)
        ? check(described, one, `${path}.${name}`)
        : [`${path}.${name}: is not described`]
    }),
  ]
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
