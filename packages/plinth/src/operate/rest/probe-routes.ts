import { httpCodeOf } from '../health-status.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { fail } from './refuse.ts'
import { failsWith, type Route } from './route.ts'

/** What balancers and monitors ask. */
export const probeRoutes = ({ health, readiness }: ApiParts): readonly Route[] => [
  {
    method: 'GET',
    path: '/livez',
    operationId: 'live',
    summary: 'whether the process answers',
    access: 'public',
    responses: { 200: { description: 'It does', schema: 'Alive' } },
    handler: c => c.json({ status: 'alive' }),
  },
  {
    method: 'GET',
    path: '/readyz',
    operationId: 'ready',
    summary: 'whether the server wants work; 503 while it starts and stops',
    access: 'public',
    responses: {
      200: { description: 'It does', schema: 'Ready' },
      503: failsWith('It starts, or stops', 'NOT_READY'),
    },
    handler(c) {
      const { state } = readiness
      if (state === 'ready') return c.json({ status: state })
      const suggestion = state === 'starting' ? 'Ask again in a moment' : 'Send requests to another replica'
      return fail(c, 503, { status: state, ...errorBody('NOT_READY', `The server is ${state}`, suggestion) })
    },
  },
  {
    method: 'GET',
    path: '/health',
    operationId: 'health',
    summary: 'what every health check found; 200 healthy, 207 degraded, 503 unhealthy',
    access: 'public',
    responses: {
      200: { description: 'Healthy; those who may not read get the bare status', schema: 'Health' },
      207: { description: 'Degraded', schema: 'Health' },
      503: { description: 'Unhealthy', schema: 'Health' },
    },
    handler(c, { mayRead }) {
      const report = health.report()
      const { status } = report
      return c.json(mayRead ? report : { status }, httpCodeOf(status))
    },
  },
]
