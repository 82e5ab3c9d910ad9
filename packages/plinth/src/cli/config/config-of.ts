import { loadConfig, redacted } from '../../config/index.ts'
import type { ShownConfig } from '../../operate/rest/deps.ts'
import type { ClientFlags } from '../client-options.ts'
import { bearerHeaders } from '../dial.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { moduleOf } from '../run-target.ts'
import { describeTarget, resolveTargetIfAny, type Target } from '../target.ts'
import { unauthorized } from '../unauthorized.ts'
import { configOfModule } from './config-of-module.ts'
import { explained } from './explained.ts'

/** The configuration that the platform alone would have here. */
const configHere = (io: Io): ShownConfig => {
  const loaded = explained(() => loadConfig({ env: io.env, cwd: io.cwd, authenticated: 'unknown' }))
  return { ...loaded, config: redacted(loaded.config) }
}

/** What a server that runs shows its operators. */
const configOfUrl = async (
  target: Extract<Target, { kind: 'url' }>,
  flags: ClientFlags,
  io: Io,
): Promise<ShownConfig> => {
  const url = new URL('/config', target.url)
  const response = await fetch(url, { headers: bearerHeaders(flags, io), redirect: 'error' }).catch(cause => {
    throw new CliError(`${describeTarget(target)} could not be reached: ${cause.message}`, {
      exitCode: EXIT.noServer,
      cause,
    })
  })
  if (response.status === 401 || response.status === 403)
    throw new CliError(unauthorized(String(url), 'the token of an operator', flags, io))
  const shown: unknown = response.ok ? await response.json().catch(() => undefined) : undefined
  if (typeof shown === 'object' && shown !== null && 'config' in shown && 'sources' in shown)
    return shown as ShownConfig
  throw new CliError(
    `${url} shows no configuration (status ${response.status}): it is a server of plinth that does`,
  )
}

/** Finds out the configuration of a target; without one, of the server of this folder. */
export const configOf = async (
  text: string | undefined,
  flags: ClientFlags,
  io: Io,
): Promise<ShownConfig> => {
  const target = resolveTargetIfAny(text, io)
  if (!target) return configHere(io)
  return target.kind === 'url'
    ? configOfUrl(target, flags, io)
    : configOfModule(moduleOf(target, 'config').file, io)
}
