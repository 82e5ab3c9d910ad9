import { createServer } from 'node:net'
import type { Config } from '../../config/index.ts'
import { listenProblem } from '../../server/start-error.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

const { ok, problem, note } = inArea('port')

/** Whether a server could listen where the configuration says. */
export const checkPort = (config: Config): Promise<Diagnosis> => {
  const { host, port, transport } = config.server
  const { promise, resolve } = Promise.withResolvers<Diagnosis>()
  const probe = createServer()
  const isServing = transport === 'http'
  probe.once('error', error => {
    const reason = listenProblem(error, config)?.message ?? error.message
    const [what = reason, mend] = reason.split(': ', 2)
    // On stdio nobody listens; whoever changes to HTTP will want to know.
    resolve((isServing ? problem : note)(what, mend))
  })
  probe.listen({ host, port, exclusive: true }, () => {
    probe.close(() => resolve(ok(`${host}:${port} is free`)))
  })
  return promise
}
