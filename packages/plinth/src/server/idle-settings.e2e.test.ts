import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { folderWith, startProgram } from '../cli/cli.fixtures.ts'

const serverThat = (does: string) => `
  import { Plinth } from 'plinth'
  import { loadConfig } from 'plinth/config'
  import { production } from 'plinth/middleware'
  const { config } = loadConfig()
  const server = new Plinth({ name: 'own' })
  ${does}
  await server.run()
`

const logOf = (does: string) => {
  const cwd = folderWith({ 'own.ts': serverThat(does) })
  const child = startProgram(['run', 'own.ts'], cwd, { MCP_RATE_LIMIT_REQUESTS: '2' })
  child.stdin.end()
  return text(child.stderr)
}

it('heeds what code makes of a configuration that it loads itself', async () => {
  const heeded = await logOf('server.use(...production(config))')
  expect(heeded).toContain('server.started')
  expect(heeded).not.toContain('Nothing heeds')
  expect(await logOf('console.error(config.server.port)')).toContain('Nothing heeds MCP_RATE_LIMIT_REQUESTS')
}, 60_000)
