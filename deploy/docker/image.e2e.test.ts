import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { needs } from '@plinth/test-support'
import { DockerfileParser } from 'dockerfile-ast'
import { afterEach, expect, it } from 'vitest'
import { REPOSITORY, readText } from '../testing/files.fixtures.ts'
import { execute, OPERATOR_TOKEN, startNetdiag, stopAll, TOKEN } from '../testing/netdiag.fixtures.ts'

const run = promisify(execFile)
const dockerfile = DockerfileParser.parse(readText('docker/Dockerfile'))

/** What the image sets, but for the port and the heap, which is that of a container. */
const environment = (): Record<string, string> =>
  Object.fromEntries(
    dockerfile
      .getENVs()
      .flatMap(each => each.getProperties())
      .map(property => [property.getName(), property.getValue() ?? ''])
      .filter(([name]) => name !== 'MCP_SERVER_PORT'),
  )

const healthCheck = (): readonly string[] => {
  const [check] = dockerfile.getInstructions().filter(each => each.getKeyword() === 'HEALTHCHECK')
  return JSON.parse(/CMD (\[.*\])/s.exec(check?.getArgumentsContent() ?? '')?.[1] ?? '[]')
}

const folders: string[] = []
afterEach(async () => {
  await stopAll()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Runs as the container does: nothing can be written but /tmp, the user is not root and can gain nothing. */
const contained = (secrets: string) => (command: readonly string[]) => [
  'bwrap',
  ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
  ...['--ro-bind', REPOSITORY, REPOSITORY, '--ro-bind', secrets, '/tmp/secrets'],
  ...['--unshare-user', '--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL'],
  ...['--unshare-pid', '--die-with-parent', '--chdir', '/tmp', '--'],
  ...command,
]

needs('bwrap', 'nmap').describe('a server confined as in its container', () => {
  it('serves with secrets from files, is healthy, scans without privileges, and stops when told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plinth-image-'))
    folders.push(folder)
    writeFileSync(join(folder, 'server-token'), `${TOKEN}\n`)
    writeFileSync(join(folder, 'operator-token'), `${OPERATOR_TOKEN}\n`)
    const server = await startNetdiag(
      {
        ...environment(),
        MCP_SERVER_TOKEN: '',
        MCP_OPERATOR_TOKEN: '',
        MCP_SERVER_TOKEN_FILE: '/tmp/secrets/server-token',
        MCP_OPERATOR_TOKEN_FILE: '/tmp/secrets/operator-token',
        MCP_TASKS_FILE: '/tmp/tasks.db',
      },
      contained(folder),
    )

    const [, ...check] = healthCheck()
    const env = { PATH: process.env.PATH ?? '', MCP_SERVER_PORT: `${server.port}` }
    await run(process.execPath, check, { env })
    await expect(run(process.execPath, check, { env: { ...env, MCP_SERVER_PORT: '1' } })).rejects.toThrow()
    expect(await fetch(`http://localhost:${server.port}/livez`)).toMatchObject({ status: 200 })
    expect(await fetch(`${server.url}/tools`)).toMatchObject({ status: 401 })

    const scan = await execute(server, 'nmap', { target: '127.0.0.1', ports: `${server.port}` })
    const answer = (await scan.json()) as { result: { structured: object } }
    expect(answer, JSON.stringify(answer)).toMatchObject({ status: 'ok' })
    expect(JSON.stringify(answer.result.structured)).toContain(`${server.port}`)

    server.child.kill('SIGTERM')
    await once(server.child, 'exit')
    expect(server.stderr()).not.toContain('EROFS')
  })
})
