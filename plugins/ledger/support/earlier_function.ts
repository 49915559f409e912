/**
 * One function out of the statements of an earlier migration, for a later one that replaced it and is taken back.
 * @throws when it is not there
 */
export function earlierFunction(statements: string, name: string): string {
  const start = statements.indexOf(`create function ${name}(`)
  const body = statements.indexOf('$$', start)
  const end = statements.indexOf('$$;', body + 2)
  if (start < 0 || body < 0 || end < 0) throw new Error(`There is no function ${name}`)
  return `drop function ${name};\n${statements.slice(start, end + 3)}`
}
