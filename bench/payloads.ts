import type { Contender } from './contenders.ts'
import { compareHttp } from './http.ts'
import { echoCall } from './load.ts'

const SIZES = [
  ['100 B', 100],
  ['10 KB', 10_000],
  ['1 MB', 1_000_000],
] as const

const SERVERS = [
  ['bare', 'bare'],
  ['Plinth', 'plinth'],
  ['SDK 2.4', 'sdk'],
] as const

/** Compares servers whose tool gives back texts of several sizes. */
export const comparePayloads = async (short: boolean): Promise<void> => {
  for (const [size, bytes] of SIZES) {
    const contenders = SERVERS.map(
      ([name, script]): Contender => ({ name, script, tools: 1, call: () => echoCall(bytes) }),
    )
    const calls = bytes >= 1_000_000 ? 60 : 2_000
    await compareHttp({
      title: `tools/call with ${size} there and back`,
      contenders,
      rounds: short ? 3 : 9,
      calls: short ? Math.ceil(calls / 4) : calls,
      warm: !short,
    })
  }
}
