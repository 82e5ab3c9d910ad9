import type { Client, Tool } from '@modelcontextprotocol/client'
import { fetchOffered, type Offered } from '../offered.ts'

/** Everything that a server says of itself, and how much of it a model has to read. */
export interface Report extends Offered {
  readonly server: {
    readonly name: string
    readonly version: string
    readonly title?: string | undefined
    readonly description?: string | undefined
  }
  /** The revision that was spoken. */
  readonly protocolVersion: string
  /** The revisions that the server is known to speak. */
  readonly revisions: readonly string[]
  readonly capabilities: Readonly<Record<string, unknown>>
  readonly instructions?: string
  /** Bytes of names, descriptions and schemas as JSON. */
  readonly sizes: { readonly tools: number; readonly byTool: Readonly<Record<string, number>> }
}

const bytesOf = ({ name, description, inputSchema }: Tool): number =>
  Buffer.byteLength(JSON.stringify({ name, description, inputSchema }))

/** Asks a server for everything that it tells of itself. */
export const makeReport = async (client: Client, others: readonly string[]): Promise<Report> => {
  const offered = await fetchOffered(client)
  const { name = 'unknown', version = 'unknown', title, description } = client.getServerVersion() ?? {}
  const protocolVersion = client.getNegotiatedProtocolVersion() ?? 'unknown'
  const instructions = client.getInstructions()
  const said = client.getDiscoverResult()?.supportedVersions ?? []
  const byTool = Object.fromEntries(offered.tools.map(tool => [tool.name, bytesOf(tool)]))
  return {
    server: { name, version, title, description },
    protocolVersion,
    revisions: [...new Set([protocolVersion, ...said, ...others])].sort().reverse(),
    capabilities: client.getServerCapabilities() ?? {},
    ...(instructions === undefined ? {} : { instructions }),
    sizes: { tools: Object.values(byTool).reduce((sum, each) => sum + each, 0), byTool },
    ...offered,
  }
}
