import { afterEach, expect, it } from 'vitest'
import { type Config, describeSettings, loadConfig, settings } from '../config/index.ts'
import { Plinth } from '../index.ts'
import { silentLogger } from '../logger.ts'
import { createShutdown, type Shutdown } from '../operate/shutdown.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { startObservation } from './observation.ts'
import { createReloader } from './reload.ts'

const stops: Shutdown[] = []
afterEach(async () => {
  for (const shutdown of stops.splice(0)) await shutdown.start('the test is over')
})

/** A server whose health is looked at by a clock that the test winds. */
const start = async () => {
  let content = '{}'
  const load = () =>
    loadConfig({
      env: { MCP_CONFIG_FILE: 'x', MCP_ENABLE_METRICS: 'false' },
      dotenv: false,
      readFile: () => content,
    })
  const clock = fakeClock()
  const server = new Plinth({ name: 'looked-after', clock })
  const { runtime } = server
  let looked = 0
  server.health({
    name: 'counted',
    priority: 'low',
    check: () => {
      looked++
      return { status: 'healthy', message: 'As always' }
    },
  })
  server.health({
    name: 'stuck',
    priority: 'low',
    check: signal =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  })
  const loaded = load()
  const reloader = createReloader<Config>({
    table: settings,
    isLive: ({ setting }) => setting.live,
    loaded,
    load,
    log: silentLogger,
    events: runtime.events,
  })
  const shutdown = createShutdown({ exit: () => {} })
  stops.push(shutdown)
  const { health } = await startObservation(runtime, loaded.config, { log: silentLogger, shutdown, reloader })
  const message = (name: string) => health.report().checks[name]?.message ?? ''
  return {
    clock,
    looked: () => looked,
    message,
    reload(changed: object) {
      content = JSON.stringify(changed)
      expect(reloader.reload()).toEqual({ ok: true, applied: Object.keys(changed), refused: [] })
    },
    /** Lets the clock run on, and checks end. */
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        await clock.advance(1_000)
        await new Promise(resolve => setTimeout(resolve, 2))
      }
    },
  }
}

const rounds = async (server: Awaited<ReturnType<typeof start>>, seconds: number) => {
  const before = server.looked()
  await server.pass(seconds)
  return server.looked() - before
}

it('looks at every live setting of health checks here', () => {
  const live = describeSettings().filter(setting => setting.live && setting.key.startsWith('health.'))
  expect(live.map(({ key }) => key).sort()).toEqual(
    ['intervalSec', 'timeoutSec', 'cpuPercent', 'memoryPercent', 'diskPercent']
      .map(key => `health.${key}`)
      .sort(),
  )
})

it('looks as often, and waits as long, as the file says that was read again', async () => {
  const server = await start()
  await server.pass(30)
  const slow = await rounds(server, 120)
  server.reload({ 'health.intervalSec': 5, 'health.timeoutSec': 2 })
  await server.pass(40)
  expect(await rounds(server, 120)).toBeGreaterThan(slow * 3)
  expect(server.message('stuck')).toContain(' 2000 ms')
})

it('counts as too much what the file says that was read again', async () => {
  const server = await start()
  server.reload({ 'health.cpuPercent': 1, 'health.memoryPercent': 1, 'health.diskPercent': 1 })
  const until = performance.now() + 600
  while (performance.now() < until);
  await server.pass(31)
  await expect.poll(() => server.message('system')).toMatch(/CPU.*1 %.*[Mm]emory.*1 %.*[Dd]isk.*1 %/)
})
