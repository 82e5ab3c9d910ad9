import { createServer } from 'node:net'
import type { Config } from '../../config/index.ts'
import { listenProblem } from '../../server/start-error.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

const { ok, problem, note } = inArea('port')

const ANSWER_MS = 1_000

/** Whether a server of ours answers there: most likely the one that is looked at, which runs. */
const isOurs = async ({ host, port }: Config['server']): Promise<boolean> => {
  const reached = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  const origin = `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
  try {
    const answer = await fetch(`${origin}/livez`, { signal: AbortSignal.timeout(ANSWER_MS) })
    return ((await answer.json()) as { readonly status?: unknown }).status === 'alive'
  } catch {
    return false
  }
}

const failureOf = (config: Config): Promise<Error | undefined> => {
  const { host, port } = config.server
  const { promise, resolve } = Promise.withResolvers<Error | undefined>()
  const probe = createServer()
  probe.once('error', resolve)
  probe.listen({ host, port, exclusive: true }, () => {
    probe.close(() => resolve(undefined))
  })
  return promise
}

/** Whether a server could listen where the configuration says. */
export const checkPort = async (config: Config): Promise<Diagnosis> => {
  const { host, port, transport } = config.server
  const failure = await failureOf(config)
  if (!failure) return ok(`${host}:${port} is free`)
  const reason = listenProblem(failure, config)?.message ?? failure.message
  const [what = reason, mend] = reason.split(': ', 2)
  if ('code' in failure && failure.code === 'EADDRINUSE' && (await isOurs(config.server)))
    return note(`A server of plinth listens on ${host}:${port} already: this one, or another`, mend)
  // On stdio nobody listens; whoever changes to HTTP will want to know.
  return (transport === 'http' ? problem : note)(what, mend)
}
