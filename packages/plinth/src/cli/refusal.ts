const EVENT = 'server.start_failed'

const messageIn = (line: string): string | undefined => {
  try {
    const { event, message } = JSON.parse(line) as { readonly event?: unknown; readonly message?: unknown }
    return event === EVENT && typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/**
 * Why a server says that it does not start, for people: where its stderr is no terminal, that is a line of JSON.
 *
 * @param said what it wrote to stderr
 * @returns undefined where it does not say
 */
export const refusalIn = (said: string): string | undefined =>
  said
    .split('\n')
    .map(messageIn)
    .findLast(message => message !== undefined)
