import { bool, type Config, type ConfigOf, type Defaults, int, number, secret, url } from 'plinth/config'
import { breakerOptions } from 'plinth/middleware'
import { pantherMiddleware } from './middleware.ts'
import type { PantherServerOptions } from './server.ts'

/** The settings of this server, beside those of the platform. */
export const pantherSettings = {
  panther: {
    instanceUrl: url({
      env: ['PANTHER_INSTANCE_URL'],
      description: 'Where Panther is, as people open it, such as https://acme.runpanther.net',
    }),
    apiToken: secret({
      env: ['PANTHER_API_TOKEN'],
      description: 'API token, from Settings > API Tokens in Panther',
    }),
    restUrl: url({
      env: ['PANTHER_REST_API_URL'],
      description: 'Where the REST API is; found out by itself when left out',
    }),
    graphqlUrl: url({
      env: ['PANTHER_GQL_API_URL'],
      description: 'Where the GraphQL API is; below the REST API when left out',
    }),
    readOnly: bool({
      default: false,
      env: ['PANTHER_READ_ONLY'],
      description: 'Leaves out all tools that change something in Panther',
    }),
    connections: int({
      default: 10,
      range: [1, 100],
      description: 'Sockets open at once to one address of Panther; further requests wait',
    }),
    timeoutSec: number({
      default: 30,
      range: [1, 300],
      description: 'Time that one request to Panther may take, in seconds',
    }),
    attempts: int({
      default: 4,
      range: [1, 10],
      description: 'How often a request that reads is sent at most; those that write are sent once',
    }),
  },
}

/** Models ask for many alerts at once: each costs Panther little, and the sockets bound them all. */
export const pantherDefaults: Defaults = { rateLimit: { requests: 600, burst: 60 } }

export type PantherConfig = Config & ConfigOf<typeof pantherSettings>

const SECOND = 1_000

/** What the configuration says, as the server takes it. */
export function optionsFrom(config: PantherConfig): PantherServerOptions {
  const { panther, breaker, security } = config
  return {
    readOnly: panther.readOnly,
    around: pantherMiddleware(config),
    panther: {
      instanceUrl: panther.instanceUrl,
      apiToken: panther.apiToken,
      restUrl: panther.restUrl,
      graphqlUrl: panther.graphqlUrl,
      connections: panther.connections,
      timeoutMs: panther.timeoutSec * SECOND,
      attempts: panther.attempts,
      allowPlaintext: security.allowPlaintextUpstreams,
      breaker: breakerOptions(breaker),
    },
  }
}
