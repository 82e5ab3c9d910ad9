import { actorOf } from '../changes.ts'
import { complianceOf, failingRuleId } from '../data/detections.ts'
import { isoTime } from '../data/time.ts'
import { type Detection, severities } from '../data/types.ts'
import type { World } from '../data/world.ts'
import { enumField, type Fields, fieldsOf, requiredText, textsField } from '../http/body.ts'
import { listOf } from '../http/page.ts'
import { flag, limit, list, oneOf, someOf, text } from '../http/parameters.ts'
import { badRequest, HttpError, notFound, ok } from '../http/reply.ts'
import type { Call, Route } from '../http/router.ts'

type Kind = {
  path: string
  what: string
  /** The field that says what it detects, which has to be given. */
  code: 'body' | 'detection'
  read: 'RuleRead' | 'PolicyRead'
  modify: 'RuleModify' | 'PolicyModify'
  of(world: World): Detection[]
}

const overlaps = (wanted: string[], has: string[] = []) =>
  wanted.length === 0 || has.some(value => wanted.includes(value))

const lower = (values: string[]) => values.map(value => value.toLowerCase())

/** Python of a simple rule is shown on request only. */
const shown = ({ pythonBody, ...rest }: Detection, query: URLSearchParams) =>
  pythonBody !== undefined && flag(query, 'include-python', false) ? { ...rest, pythonBody } : rest

const filterOf = (kind: Kind, query: URLSearchParams) => {
  const name = text(query, 'name-contains')?.toLowerCase() ?? ''
  const state = oneOf(query, 'state', ['enabled', 'disabled'])
  const severity: string[] = someOf(query, 'severity', severities)
  const tags = lower(list(query, 'tag'))
  const createdBy = text(query, 'created-by')
  const isPolicy = kind.path === '/policies'
  const compliance = isPolicy ? oneOf(query, 'compliance-status', ['PASS', 'FAIL', 'ERROR']) : undefined
  return (item: Detection) =>
    `${item.displayName} ${item.id}`.toLowerCase().includes(name) &&
    (state === undefined || item.enabled === (state === 'enabled')) &&
    overlaps(severity, [item.severity]) &&
    overlaps(tags, lower(item.tags)) &&
    (createdBy === undefined || item.createdBy.id === createdBy) &&
    overlaps(list(query, 'last-modified-by'), [item.createdBy.id]) &&
    overlaps(list(query, 'log-type'), item.logTypes) &&
    overlaps(list(query, 'resource-type'), item.resourceTypes) &&
    overlaps(list(query, 'scheduled-query'), item.scheduledQueries) &&
    (compliance === undefined || complianceOf(item.id) === compliance)
}

const runTests = (id: string, name: string | undefined) => {
  if (id !== failingRuleId) return
  throw new HttpError(400, 'the tests of the detection failed', {
    testResults: [
      { name: name ?? 'matches', passed: false, errored: false, triggerAlert: false, functions: {} },
    ],
  })
}

/** What a client may set; everything else that it sends back is left alone. */
const changed = (before: Detection, fields: Fields): Detection => ({
  ...before,
  enabled: typeof fields.enabled === 'boolean' ? fields.enabled : before.enabled,
  severity: enumField(fields, 'severity', severities) ?? before.severity,
  displayName: typeof fields.displayName === 'string' ? fields.displayName : before.displayName,
  description: typeof fields.description === 'string' ? fields.description : before.description,
  tags: textsField(fields, 'tags') ?? before.tags,
  outputIDs: textsField(fields, 'outputIDs') ?? before.outputIDs,
})

const put = (kind: Kind, { state, caller, params, query, body }: Call) => {
  const fields = fieldsOf(body)
  const id = requiredText(fields, 'id')
  const code = requiredText(fields, kind.code)
  requiredText(fields, 'severity')
  if (id !== params.id) throw badRequest(`id ${id} of the body is not the ${params.id} of the path`)
  const all = kind.of(state.world)
  const index = all.findIndex(item => item.id === id)
  const now = state.now()
  const created = {
    id,
    displayName: id,
    description: '',
    enabled: false,
    severity: 'INFO' as const,
    tags: [],
  }
  const before: Detection = all[index] ?? {
    ...created,
    reports: {},
    managed: false,
    outputIDs: [],
    tests: [],
    createdBy: actorOf(caller),
    createdAt: isoTime(now),
    lastModified: isoTime(now),
  }
  const after = { ...changed(before, fields), [kind.code]: code, lastModified: isoTime(now) }
  if (flag(query, 'run-tests-first', true)) runTests(id, before.tests[0]?.name)
  if (flag(query, 'run-tests-only', false)) return { status: 204 }
  if (index === -1) all.push(after)
  else all[index] = after
  state.journal.wrote({ at: now, kind: `detection.${kind.what.replace(' ', '-')}`, ids: [id] })
  return { status: index === -1 ? 201 : 200, body: shown(after, query) }
}

const routesOf = (kind: Kind): Route[] => [
  {
    method: 'GET',
    path: kind.path,
    permission: kind.read,
    handle: ({ state, query }) => {
      const { results, ...next } = listOf(kind.of(state.world), {
        scope: kind.path,
        idOf: ({ id }) => id,
        matches: filterOf(kind, query),
        limit: limit(query, 100, 1000),
        cursor: text(query, 'cursor'),
      })
      return ok({ results: results.map(item => shown(item, query)), ...next })
    },
  },
  {
    method: 'GET',
    path: `${kind.path}/:id`,
    permission: kind.read,
    handle: ({ state, params, query }) => {
      const found = kind.of(state.world).find(({ id }) => id === params.id)
      if (found === undefined) throw notFound(`${kind.what} ${params.id}`)
      return ok(shown(found, query))
    },
  },
  { method: 'PUT', path: `${kind.path}/:id`, permission: kind.modify, handle: call => put(kind, call) },
]

const rule = { code: 'body', read: 'RuleRead', modify: 'RuleModify' } as const

const kinds: Kind[] = [
  { ...rule, path: '/rules', what: 'rule', of: world => world.rules },
  { ...rule, path: '/scheduled-rules', what: 'scheduled rule', of: world => world.scheduledRules },
  { ...rule, path: '/simple-rules', what: 'simple rule', code: 'detection', of: world => world.simpleRules },
  {
    path: '/policies',
    what: 'policy',
    code: 'body',
    read: 'PolicyRead',
    modify: 'PolicyModify',
    of: world => world.policies,
  },
]

export const detectionRoutes = kinds.flatMap(routesOf)
