import type { Contender } from './contenders.ts'
import { compareHttp } from './http.ts'
import { modernCall } from './load.ts'

const list = () => modernCall('tools/list', {}, '"echo"')

const SERVERS: readonly Contender[] = [
  { name: 'Plinth', script: 'plinth', tools: 1_000, call: list },
  { name: 'SDK 2.4', script: 'sdk', tools: 1_000, call: list },
]

/** Compares how servers list a thousand tools: Plinth a page, the SDK all of them. */
export const compareLists = (short: boolean): Promise<void> =>
  compareHttp({
    title: 'tools/list of a server with 1,000 tools',
    contenders: SERVERS,
    rounds: short ? 3 : 9,
    calls: short ? 30 : 200,
    warm: false,
  })
