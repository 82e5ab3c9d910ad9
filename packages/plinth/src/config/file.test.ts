import { describe, expect, it } from 'vitest'
import { readFileContent } from './file.ts'
import { entriesOf } from './setting.ts'
import { settings } from './settings.ts'

const read = (content: string) => {
  const { values, problems } = readFileContent(content, 'plinth.yaml', settings, entriesOf(settings))
  return {
    values: Object.fromEntries([...values].map(([key, { raw }]) => [key, raw])),
    problems: problems.map(p => p.message),
  }
}

describe('the same settings, however they are written', () => {
  const expected = {
    'server.port': 9000,
    'server.maxBodyBytes': 2048,
    'tools.include': ['nmap'],
    'log.level': 'debug',
  }

  it.each([
    [
      'YAML',
      'server:\n  port: 9000\n  max_body_bytes: 2048\ntools: { include: [nmap] }\nlog:\n  level: debug # loud\n',
    ],
    [
      'JSON',
      '{"server":{"port":9000,"maxBodyBytes":2048},"tools":{"include":["nmap"]},"log":{"level":"debug"}}',
    ],
    [
      'JSON with tabs and a byte order mark',
      '\uFEFF{\n\t"server": {\n\t\t"port": 9000,\n\t\t"maxBodyBytes": 2048\n\t},\n\t"tools.include": ["nmap"],\n\t"log.level": "debug"\n}',
    ],
    ['flat keys', 'server.port: 9000\nserver.max-body-bytes: 2048\ntools.include: [nmap]\nlog.level: debug'],
    [
      'variables',
      'MCP_SERVER_PORT: 9000\nMCP_SERVER_MAX_BODY_BYTES: 2048\nTOOL_INCLUDE: [nmap]\nLOG_LEVEL: debug',
    ],
    [
      'variables without MCP_',
      'port: 9000\nserver_max_body_bytes: 2048\ntool_include: [nmap]\nlog_level: " debug "',
    ],
  ])('%s', (_, content) => {
    expect(read(content)).toEqual({ values: expected, problems: [] })
  })
})

it.each(['', '# nothing', '{}', 'server:', 'server: {}\nlog:\n', 'server: { port: , token: "" }'])(
  '%j says nothing',
  content => {
    expect(read(content)).toEqual({ values: {}, problems: [] })
  },
)

it.each([
  ['servr:\n  port: 1', ['servr.port in plinth.yaml is not a setting. Did you mean server.port?']],
  ['servr:', ['servr in plinth.yaml is not a setting. Did you mean server?']],
  ['servr: { anything: 1 }', ['servr.anything in plinth.yaml is not a setting. Did you mean server?']],
  ['a: 1\nb: 2', ['a in plinth.yaml is not a setting.', 'b in plinth.yaml is not a setting.']],
  ['server: { port: { tcp: 1 } }', ['server.port.tcp in plinth.yaml is not a setting.']],
  ['__proto__: { port: 1 }', ['__proto__.port in plinth.yaml is not a setting.']],
  ['constructor: 1', ['constructor in plinth.yaml is not a setting.']],
  [
    'port: 1\nserver: { port: 2 }',
    ['plinth.yaml sets server.port twice, as port and as server.port: keep one'],
  ],
  [
    'server.port: 1\nserver: { port: 2 }',
    ['plinth.yaml sets server.port twice, in its section and written whole: keep one'],
  ],
  ['- server', ['plinth.yaml must hold settings by name, such as "log.level: debug"']],
  ['server', ['plinth.yaml must hold settings by name, such as "log.level: debug"']],
  [
    'server: {',
    [
      'plinth.yaml is neither YAML nor JSON: line 1, column 10: Flow map in block collection must be sufficiently indented and end with a }',
    ],
  ],
  [
    'server:\n  port: 1\n  port: 2',
    ['plinth.yaml is neither YAML nor JSON: line 3, column 3: Map keys must be unique'],
  ],
  [
    'log: *level',
    [
      'plinth.yaml is neither YAML nor JSON: an alias (*name) in it has no anchor (&name) before it, or there are too many',
    ],
  ],
  [
    'a: [1]\nb: }hunter2',
    ['plinth.yaml is neither YAML nor JSON: line 2, column 4: Unexpected flow-map-end token in YAML stream'],
  ],
])('%j is refused', (content, problems) => {
  expect(read(content).problems).toEqual(problems)
})

it('bears aliases that multiply, and nesting without end', () => {
  const bomb = [
    'a: &a [1,1,1,1,1,1,1,1,1]',
    ...[...'bcdefghij'].map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]},`.repeat(9)}]`),
  ]
  expect(read(bomb.join('\n')).problems).toHaveLength(1)
  expect(read(`${'{a: '.repeat(50)}1${'}'.repeat(50)}`).problems).toHaveLength(1)
})
