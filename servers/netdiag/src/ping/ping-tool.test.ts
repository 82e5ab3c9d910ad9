import { Plinth } from 'plinth'
import { type CommandSystem, targetPolicy } from 'plinth/command'
import { connect } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { machineFinder } from '../targets.ts'
import { type Dial, DialError } from '../tcp/dial.ts'
import { TOOL_DEFAULTS } from '../tool-settings.ts'
import { pingCommand } from './ping-command.ts'
import { pingTool } from './ping-tool.ts'

const policy = targetPolicy()
const dial: Dial = async () => {
  throw new DialError('closed', 'ECONNREFUSED', 3)
}
const kit = { findMachine: machineFinder(policy), toolSettings: TOOL_DEFAULTS, guards: () => [] }

async function ping(system: CommandSystem, args: Record<string, unknown>) {
  const server = new Plinth({ name: 'test' })
  server.add(
    pingTool(kit, { command: pingCommand({ policy, timeoutSec: 60, concurrency: 1, system }), dial }),
  )
  const { call, close } = await connect(server)
  try {
    return await call('ping', args)
  } finally {
    await close()
  }
}

const missing: CommandSystem = { programs: { path: '', find: async () => undefined } }

describe('the tool ping without the ping program', () => {
  it('falls back to TCP and says why', async () => {
    expect(await ping(missing, { target: '10.0.0.1', count: 1 })).toEqual({
      address: '10.0.0.1',
      method: 'tcp',
      port: expect.any(Number),
      note: 'Not by ICMP: The program ping is not installed on this server',
      reachable: true,
      sent: 1,
      received: 1,
      lossPercent: 0,
      latencyMs: { min: 3, avg: 3, max: 3, deviation: 0 },
    })
  })

  it('does not fall back from a target that is refused', async () => {
    await expect(ping(missing, { target: '8.8.8.8' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})
