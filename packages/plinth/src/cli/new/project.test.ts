import { describe, expect, it } from 'vitest'
import { ownManifest } from '../doctor/manifest.ts'
import { nameProblem, type ProjectPlan, toolsProblem } from './project.ts'
import { filesOf } from './templates.ts'

const plan = (change: Partial<ProjectPlan> = {}): ProjectPlan => ({
  name: 'weather',
  transport: 'stdio',
  tools: ['find_city', 'forecast'],
  tests: true,
  docker: false,
  plinth: '^1.0.0',
  ...change,
})

const project = (change: Partial<ProjectPlan> = {}) =>
  new Map(filesOf(plan(change)).map(({ path, content }) => [path, String(content)]))

it.each(['weather', 'my-server', 'a.b_c', '3d'])('takes the name %s', name => {
  expect(nameProblem(name)).toBeUndefined()
})

it.each(['', 'My-Server', '-a', '../a', 'a b', 'node_modules', 'plinth', 'a'.repeat(65), 'a/b'])(
  'refuses the name %s',
  name => {
    expect(nameProblem(name)).toBeDefined()
  },
)

it.each([[['find_city']], [['a', 'b2_c']]])('takes the tools %j', tools => {
  expect(toolsProblem(tools)).toBeUndefined()
})

it.each([[[]], [['findCity']], [['find-city']], [['a', 'a']], [['delete']], [['server']], [['_a']]])(
  'refuses the tools %j',
  tools => {
    expect(toolsProblem(tools)).toBeDefined()
  },
)

describe('the files of a project', () => {
  it('has a file and a test for each tool, and a server that serves all of them', () => {
    const files = project()
    expect([...files.keys()].sort()).toEqual([
      '.env.example',
      '.gitignore',
      'README.md',
      'package.json',
      'src/main.ts',
      'src/server.ts',
      'src/tools/find-city.test.ts',
      'src/tools/find-city.ts',
      'src/tools/forecast.test.ts',
      'src/tools/forecast.ts',
      'tsconfig.json',
    ])
    expect(files.get('src/server.ts')).toBe(
      [
        "import { Plinth } from 'plinth'",
        "import { findCity } from './tools/find-city.ts'",
        "import { forecast } from './tools/forecast.ts'",
        '',
        "export const server = new Plinth({ name: 'weather', version: '0.1.0' })",
        '',
        'server.add(findCity)',
        'server.add(forecast)',
        '',
      ].join('\n'),
    )
  })

  it.each(['stdio', 'http'] as const)('leaves nothing of the template in a project for %s', transport => {
    for (const [path, content] of project({ transport, docker: true })) {
      expect(`${path}\n${content}`).not.toMatch(/example[_-]?tool|plinth-project|template/i)
    }
  })

  it('leaves out what is not wanted', () => {
    const files = project({ tests: false })
    expect([...files.keys()].join()).not.toContain('.test.')
    expect(JSON.parse(files.get('package.json') ?? '').scripts).not.toHaveProperty('test')
    expect(files.get('README.md')).not.toContain('npm test')
    expect(files.has('Dockerfile')).toBe(false)
  })

  it('has a container that runs as nobody special, built apart from its tools, and looks after itself over HTTP', () => {
    const http = project({ docker: true, transport: 'http' })
    expect(http.get('Dockerfile')?.match(/^FROM /gm)).toHaveLength(2)
    expect(http.get('Dockerfile')).toMatch(/^USER node$/m)
    expect(http.get('Dockerfile')).toMatch(/^HEALTHCHECK .*[\s\S]*\/livez/m)
    expect(http.get('.dockerignore')).toContain('**')
    expect(project({ docker: true }).get('Dockerfile')).toContain('HEALTHCHECK NONE')
  })

  it('depends on what this package is tested with', () => {
    const { dependencies, devDependencies } = JSON.parse(
      project({ transport: 'http' }).get('package.json') ?? '',
    )
    const { peerDependencies = {}, devDependencies: tested = {} } = ownManifest()
    expect(dependencies.plinth).toBe('^1.0.0')
    expect(dependencies['prom-client']).toBe(peerDependencies['prom-client'])
    expect(dependencies.zod).toBe(`^${tested.zod}`)
    expect(devDependencies['@modelcontextprotocol/client']).toBe(
      peerDependencies['@modelcontextprotocol/client'],
    )
    expect(JSON.parse(project().get('package.json') ?? '').dependencies).not.toHaveProperty('prom-client')
  })
})
