import { type Clock, systemClock } from 'plinth'
import { type ConnectOptions, connect } from 'plinth/testing'
import { onTestFinished } from 'vitest'
import { createStandIn, type StandIn, type StandInOptions } from '../../stand-in/stand-in.ts'
import type { PantherOptions } from '../client/panther.ts'
import { createPantherServer, type PantherServerOptions } from '../server.ts'

/** When the data of the stand-in end. */
export const NOW = Date.UTC(2026, 5, 1)
const startedAt = performance.now()

/** Time goes on from there as it does everywhere. */
const clock: Clock = {
  now: () => NOW + performance.now() - startedAt,
  after: (ms, callback) => systemClock.after(ms, callback),
}

export interface HarnessOptions extends Omit<PantherServerOptions, 'panther'> {
  readonly panther?: PantherOptions
  readonly standIn?: StandInOptions
  readonly token?: (standIn: StandIn) => string
  readonly scopes?: readonly string[]
  readonly client?: ConnectOptions
}

/** The server, connected to the stand-in on one side and to the official client on the other. */
export const openPanther = async (options: HarnessOptions = {}) => {
  const { panther, standIn: world, token, scopes = ['*'], client: connecting, ...rest } = options
  const standIn = await createStandIn({ now: NOW, ...world })
  const { server } = createPantherServer({
    clock,
    around: [],
    ...rest,
    panther: {
      instanceUrl: standIn.url,
      apiToken: token?.(standIn) ?? standIn.token,
      backoff: { baseMs: 1, jitter: 0 },
      ...panther,
    },
  })
  const client = await connect(server, { principal: { id: 'ada', scopes }, ...connecting })
  onTestFinished(async () => {
    await client.close()
    await standIn.close()
  })
  /** Calls a tool, and gives its result as loosely as a client sees it. */
  const call = async (tool: string, args: Readonly<Record<string, unknown>> = {}) =>
    (await client.call(tool, args)) as Readonly<Record<string, unknown>>
  return { standIn, server, client, call }
}

export type Opened = Awaited<ReturnType<typeof openPanther>>

/** Everything that walks by cursor, page by page. */
export const walk = async (
  { call }: Pick<Opened, 'call'>,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  next: 'end_cursor' | 'next_cursor',
) => {
  const pages: Readonly<Record<string, unknown>>[] = []
  let cursor: unknown
  do {
    const page = await call(tool, cursor === undefined || cursor === null ? args : { ...args, cursor })
    pages.push(page)
    cursor = page[next]
  } while (cursor !== null && cursor !== undefined)
  return pages
}

/** A client that can be asked, and what it answers. */
export const asking = (answer: object, asked: string[] = []): ConnectOptions => ({
  principal: { id: 'ada', scopes: ['*'] },
  capabilities: { elicitation: { form: {} } },
  prepare: official =>
    official.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message)
      return answer as { action: 'accept' | 'decline' | 'cancel' }
    }),
})
