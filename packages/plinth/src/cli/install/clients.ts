import { join } from 'node:path'
import type { Environment } from '../../config/index.ts'

export type ClientId = 'claude-desktop' | 'claude-code' | 'cursor' | 'vscode'
export type Scope = 'user' | 'project'

/** What decides where the files of clients are. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Environment
  /** The folder of the project: where the command runs. */
  readonly cwd: string
}

/** A program that connects to MCP servers, and how it is told of them. */
export interface ClientKind {
  readonly id: ClientId
  readonly title: string
  /** The field of its configuration that holds the servers, by name. */
  readonly field: 'mcpServers' | 'servers'
  /** Whether its file may have comments and trailing commas. */
  readonly hasComments: boolean
  /** Whether it can be told of an address, and not only of a command. */
  readonly takesUrls: boolean
  /** Whether entries name their transport. */
  readonly namesTypes: boolean
  /** Writes a reference to a value that is not in its file, where it takes any: of an environment variable, or asked for. */
  readonly reference: ((variable: string) => string) | undefined
  /** Whether it asks for such values itself, and has to be told of each. */
  readonly asksForValues?: boolean
  /** Its configuration file; undefined where it has none of that scope. */
  fileFor(scope: Scope, machine: Machine): string | undefined
  /** Something that is there when it is installed. */
  readonly signs: (machine: Machine) => readonly string[]
}

/** The folder in which programs of a user keep their settings. */
const settingsFolder = ({ platform, home, env }: Machine): string => {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return env.APPDATA ?? join(home, 'AppData', 'Roaming')
  return env.XDG_CONFIG_HOME ?? join(home, '.config')
}

const claudeHome = ({ env, home }: Machine): string => env.CLAUDE_CONFIG_DIR ?? home

export const CLIENTS: readonly ClientKind[] = [
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    field: 'mcpServers',
    hasComments: false,
    takesUrls: false,
    namesTypes: false,
    reference: undefined,
    fileFor: (scope, machine) =>
      scope === 'user' ? join(settingsFolder(machine), 'Claude', 'claude_desktop_config.json') : undefined,
    signs: machine => [join(settingsFolder(machine), 'Claude')],
  },
  {
    id: 'claude-code',
    title: 'Claude Code',
    field: 'mcpServers',
    hasComments: false,
    takesUrls: true,
    namesTypes: true,
    reference: variable => `\${${variable}}`,
    fileFor: (scope, machine) =>
      scope === 'user' ? join(claudeHome(machine), '.claude.json') : join(machine.cwd, '.mcp.json'),
    signs: machine => [join(claudeHome(machine), '.claude.json'), join(machine.home, '.claude')],
  },
  {
    id: 'cursor',
    title: 'Cursor',
    field: 'mcpServers',
    hasComments: true,
    takesUrls: true,
    namesTypes: false,
    reference: variable => `\${env:${variable}}`,
    fileFor: (scope, { home, cwd }) => join(scope === 'user' ? home : cwd, '.cursor', 'mcp.json'),
    signs: ({ home }) => [join(home, '.cursor')],
  },
  {
    id: 'vscode',
    title: 'VS Code',
    field: 'servers',
    hasComments: true,
    takesUrls: true,
    namesTypes: true,
    reference: variable => `\${input:${variable}}`,
    asksForValues: true,
    fileFor: (scope, machine) =>
      scope === 'user'
        ? join(settingsFolder(machine), 'Code', 'User', 'mcp.json')
        : join(machine.cwd, '.vscode', 'mcp.json'),
    signs: machine => [join(settingsFolder(machine), 'Code', 'User')],
  },
]

export const findClient = (id: string): ClientKind | undefined => CLIENTS.find(client => client.id === id)

/** The names that the command line takes, for messages. */
export const CLIENT_IDS = CLIENTS.map(({ id }) => id).join(', ')
