import type { Client } from '@modelcontextprotocol/client'

/** As much of the official client's package as tests need. */
export interface ClientPackage {
  readonly Client: typeof Client
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_MODULE_NOT_FOUND' &&
  error.message.includes('@modelcontextprotocol/client')

/**
 * Loads the official client, which is an optional peer.
 *
 * @throws Error when it is not installed, saying how to install it
 */
export const loadClient = async (
  load: () => Promise<ClientPackage> = () => import('@modelcontextprotocol/client'),
): Promise<ClientPackage> => {
  try {
    return await load()
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new Error(
      'What talks to servers uses the official client, which is not installed: npm install --save-dev @modelcontextprotocol/client',
      { cause },
    )
  }
}
