import { codeExecutor, perTenant, safeFetch, safeFiles, tenantFolder } from 'plinth/safe'
import type { ReferenceSettings } from './settings.ts'

export type Fetch = (url: string, init: { readonly signal: AbortSignal }) => Promise<Response>

/**
 * What the tools do outside of this process, for each tenant anew: its own files, its own connections and rates, its own
 * programs. What one tenant uses up, another still has.
 */
export const openEffects = (settings: ReferenceSettings, ownFetch?: Fetch) =>
  perTenant(
    tenant => {
      const files = safeFiles({
        roots: tenantFolder(settings.root, tenant),
        write: true,
        maxBytes: 1_000_000,
      })
      const pool = safeFetch({
        ...(settings.fetchHosts.length > 0 ? { allowedHosts: settings.fetchHosts } : {}),
        contentTypes: ['text/*', 'application/json'],
        maxBytes: 1_000_000,
        timeoutMs: 10_000,
        requestsPerSecond: settings.fetchPerSec,
      })
      const executor = codeExecutor({ cpuMs: settings.cpuMs, timeoutMs: 10_000 })
      const close = async () => {
        files.close()
        await Promise.all([pool.close(), executor.close()])
      }
      const fetch: Fetch = ownFetch ?? pool
      return { files, fetch, executor, close }
    },
    { close: effects => effects.close() },
  )
