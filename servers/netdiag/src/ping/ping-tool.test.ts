import { Plinth } from 'plinth'
import { type CommandSystem, targetPolicy } from 'plinth/command'
import { connect } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { createGuards } from '../guards.ts'
import { machineFinder } from '../targets.ts'
import { type Dial, DialError } from '../tcp/dial.ts'
import { TOOL_DEFAULTS } from '../tool-settings.ts'
import { pingCommand } from './ping-command.ts'
import { pingTool } from './ping-tool.ts'

const policy = targetPolicy()
const dial: Dial = async () => {
  throw new DialError('closed', 'ECONNREFUSED', 3)
}
const kit = {
  findMachine: machineFinder(policy),
  toolSettings: TOOL_DEFAULTS,
  guards: () => createGuards(TOOL_DEFAULTS.ping),
}

async function ping(system: CommandSystem, args: Record<string, unknown>) {
  const server = new Plinth({ name: 'test' })
  server.add(pingTool(kit, { command: pingCommand({ policy, settings: TOOL_DEFAULTS.ping, system }), dial }))
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

it('the ping program has the limits that are set for the tool', () => {
  const settings = { timeoutSec: 60, concurrency: 3, breakerThreshold: 2, breakerRecoverySec: 45 }
  const { command, options } = pingCommand({ policy, settings })
  expect(options.info?.()).toMatchObject({ timeout_sec: 60, concurrency: 3 })
  expect(command.breaker.snapshot()).toMatchObject({ recoveryMs: 45_000 })
})
