import { type ConfigOf, int, list, text } from 'plinth/config'

/** What this server can be told, beside what every server can: `MCP_REFERENCE_ROOT` and so on. */
export const referenceSettings = {
  reference: {
    root: text({ default: './data', description: 'Folder below which each tenant has a folder of its own' }),
    fetchHosts: list({ description: 'The only hosts to fetch from; every public host if empty' }),
    fetchPerSec: int({
      default: 5,
      range: [1, 100],
      description: 'Requests a second that each tenant may make of a host',
    }),
    previewChars: int({
      default: 2_000,
      range: [100, 20_000],
      description: 'Characters of a page that a preview shows',
    }),
    cpuMs: int({ default: 500, range: [10, 10_000], description: 'Milliseconds that a program may compute' }),
  },
}

export type ReferenceSettings = ConfigOf<typeof referenceSettings>['reference']
