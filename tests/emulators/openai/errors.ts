/** The real service's error shape: `{ "error": { message, type, param, code } }`. */
export interface ApiError {
  status: number
  message: string
  type: string
  param: string | null
  code: string | null
}

export function apiError(
  status: number,
  message: string,
  param: string | null = null,
  code: string | null = null,
  type = 'invalid_request_error'
): ApiError {
  return { status, message, type, param, code }
}

/** The service's words for a value's type. */
function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export function wrongType(param: string, expected: string, value: unknown): ApiError {
  return apiError(
    400,
    `Invalid type for '${param}': expected ${expected}, but got ${typeName(value)} instead.`,
    param,
    'invalid_type'
  )
}

export function missing(param: string): ApiError {
  return apiError(
    400,
    `Missing required parameter: '${param}'.`,
    param,
    'missing_required_parameter'
  )
}
