import { authorization, operatorCredential } from './credential.ts'

/** Where the operator API is: what the page lies in. */
const base = new URL('.', location.href)

export const urlOf = (path: string): URL => new URL(path.replace(/^\//, ''), base)

/** What the API says instead of an answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly status: number
  readonly suggestion: string | undefined

  constructor(status: number, message: string, suggestion?: string) {
    super(message)
    this.status = status
    this.suggestion = suggestion
  }
}

interface ErrorBody {
  readonly error?: { readonly message?: string; readonly suggestion?: string }
}

export const failureOf = async (response: Response): Promise<ApiFailure> => {
  const body: ErrorBody = await response.json().catch(() => ({}))
  const message = body.error?.message ?? `The server answered with the status ${response.status}`
  return new ApiFailure(response.status, message, body.error?.suggestion)
}

export const headers = (): Record<string, string> => authorization(operatorCredential.value)

/**
 * Asks the API.
 *
 * @param credential whose answer is wanted. Default: the operator's.
 * @throws ApiFailure when it refuses
 */
export const ask = async <T>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  credential: string | undefined = operatorCredential.value,
): Promise<T> => {
  const response = await fetch(urlOf(path), {
    method,
    headers: {
      ...authorization(credential),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    cache: 'no-store',
    credentials: 'omit',
  })
  if (!response.ok) throw await failureOf(response)
  return response.json()
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
