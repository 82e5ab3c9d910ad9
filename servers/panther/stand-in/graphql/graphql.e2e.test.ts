import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { idOf, open } from '../stand-in.fixtures.ts'

describe('documents', () => {
  it.each([
    ['{ alerts { edges { node { id } } } }', /"Query.alerts\(input:\)"/],
    ['{ nothing }', /Cannot query field "nothing"/],
    [
      'query Q($id: String!) { alert(id: $id) { id } }',
      /type "String!" used in position expecting type "ID!"/,
    ],
    ['{ alert(id: "x") { id nope } }', /Cannot query field "nope"/],
    ['mutation { updateAlertStatusById(input: {ids: ["x"], status: GONE}) { alerts { id } } }', /GONE/],
    ['{ alert(', /Syntax Error/],
  ])('are validated: %s', async (query, message) => {
    const { graphql } = await open()
    expect(await graphql(query)).toMatchObject({
      data: null,
      errors: expect.arrayContaining([expect.objectContaining({ message: expect.stringMatching(message) })]),
    })
  })

  it('may ask for the schema', async () => {
    const { graphql } = await open()
    expect(await graphql('{ __schema { mutationType { name } } }')).toEqual({
      data: { __schema: { mutationType: { name: 'Mutation' } } },
    })
  })

  it('have their variables checked', async () => {
    const { graphql } = await open()
    const query = 'query M($input: MetricsInput!) { metrics(input: $input) { totalAlerts } }'
    const range = { fromDate: 'yesterday', toDate: '2026-06-01T00:00:00Z' }
    expect(await graphql(query, { input: range })).toMatchObject({
      errors: [{ message: expect.stringMatching(/yesterday/) }],
    })
  })

  it('need a permission', async () => {
    const { graphql, standIn } = await open()
    const headers = { 'x-api-key': standIn.tokens.none }
    expect(await graphql('{ users { email } }', {}, headers)).toMatchObject({
      data: null,
      errors: [{ path: ['users'], extensions: { code: 'FORBIDDEN' } }],
    })
  })

  it('need a token, and POST', async () => {
    const { ask } = await open()
    const body = { query: '{ users { email } }' }
    expect(await ask('POST', '/public/graphql', body, { 'x-api-key': 'guessed' })).toMatchObject({
      status: 401,
    })
    expect(await ask('GET', '/public/graphql')).toMatchObject({ status: 405 })
    expect(await ask('POST', '/public/graphql', {})).toMatchObject({ status: 400 })
  })
})

describe('alerts', () => {
  it('are listed, with what they come from', async () => {
    const { graphql } = await open()
    const query = `query A($input: AlertsInput!) { alerts(input: $input) {
      edges { node { id title severity origin { __typename ... on Detection { id name } } updatedBy { __typename }
        assignee { email role { name } } events(input: { pageSize: 1 }) { edges { node } } } }
      pageInfo { hasNextPage endCursor } } }`
    const input = { detectionId: 'AWS.S3.BulkDownload', pageSize: 1 }
    expect(await graphql(query, { input })).toMatchObject({
      data: {
        alerts: {
          edges: [{ node: { origin: { __typename: 'Detection', id: 'AWS.S3.BulkDownload' } } }],
          pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
        },
      },
    })
    expect(await graphql(query, { input: {} })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    })
  })

  it('are changed and commented on', async () => {
    const { graphql, standIn } = await open()
    const ids = standIn.world.incident.alertIds.slice(0, 2)
    const email = standIn.world.users[0]?.email
    const document = `mutation Triage($status: UpdateAlertStatusByIdInput!, $assignee: UpdateAlertsAssigneeByEmailInput!,
      $comment: CreateAlertCommentInput!) {
      updateAlertStatusById(input: $status) { alerts { id status } }
      updateAlertsAssigneeByEmail(input: $assignee) { alerts { assignee { email } } }
      createAlertComment(input: $comment) { comment { body format entity { ... on Alert { id } } } }
    }`
    const variables = {
      status: { ids, status: 'RESOLVED' },
      assignee: { ids, assigneeEmail: email },
      comment: { alertId: ids[0], body: 'Done' },
    }
    expect(await graphql(document, variables)).toEqual({
      data: {
        updateAlertStatusById: { alerts: ids.map(id => ({ id, status: 'RESOLVED' })) },
        updateAlertsAssigneeByEmail: { alerts: ids.map(() => ({ assignee: { email } })) },
        createAlertComment: { comment: { body: 'Done', format: 'PLAIN_TEXT', entity: { id: ids[0] } } },
      },
    })
    expect(standIn.writes().map(({ kind }) => kind)).toEqual(['alert.status', 'alert.assignee', 'comment'])
  })
})

describe('metrics', () => {
  it('count the alerts that there are', async () => {
    const { graphql, standIn } = await open()
    const query = `query M($input: MetricsInput!) { metrics(input: $input) { totalAlerts
      alertsPerSeverity { label value breakdown } alertsPerRule { entityId value }
      bytesProcessedPerSource { label value } } }`
    const input = {
      fromDate: '2026-05-01T00:00:00Z',
      toDate: '2026-06-01T12:00:00Z',
      intervalInMinutes: 1440,
    }
    const critical = standIn.world.alerts.filter(
      ({ alert }) => alert.type !== 'POLICY' && alert.severity === 'CRITICAL',
    ).length
    expect(await graphql(query, { input })).toMatchObject({
      data: {
        metrics: {
          totalAlerts: 240,
          alertsPerSeverity: expect.arrayContaining([
            { label: 'Rule CRITICAL', value: critical, breakdown: expect.anything() },
          ]),
        },
      },
    })
    expect(await graphql(query, { input: { ...input, intervalInMinutes: 1 } })).toMatchObject({
      errors: [{ message: expect.stringContaining('intervalInMinutes') }],
    })
  })
})

describe('everything else', () => {
  it('lists sources and schemas', async () => {
    const { graphql } = await open()
    const query = `{ sources { edges { node { __typename integrationLabel isHealthy ... on S3LogIntegration { s3Bucket } } } }
      schemas(input: { contains: "sourceIPAddress", isArchived: false }) { edges { node { name spec } } } }`
    expect(await graphql(query)).toMatchObject({
      data: {
        sources: {
          edges: expect.arrayContaining([
            { node: expect.objectContaining({ isHealthy: false, s3Bucket: 'acme-cloudflare' }) },
          ]),
        },
        schemas: { edges: [{ node: { name: 'AWS.CloudTrail', spec: expect.stringContaining('fields:') } }] },
      },
    })
  })

  it('saves a schema, unless it is managed', async () => {
    const { graphql } = await open()
    const save =
      'mutation S($input: CreateOrUpdateSchemaInput!) { createOrUpdateSchema(input: $input) { schema { name revision } } }'
    expect(await graphql(save, { input: { name: 'Custom.New', spec: 'fields: []' } })).toEqual({
      data: { createOrUpdateSchema: { schema: { name: 'Custom.New', revision: 1 } } },
    })
    expect(await graphql(save, { input: { name: 'AWS.CloudTrail', spec: 'fields: []' } })).toMatchObject({
      errors: [{ message: expect.stringContaining('managed') }],
    })
  })

  it('knows people and roles', async () => {
    const { graphql } = await open()
    const query = '{ users { email role { name } } roleByName(name: "Admin") { permissions } roles { name } }'
    expect(await graphql(query)).toMatchObject({ data: { roles: Array(5).fill(expect.anything()) } })
  })

  it('writes a triage word by word', async () => {
    const { graphql, standIn } = await open({ aiMs: 40 })
    const [alertId] = standIn.world.incident.alertIds
    const begin =
      'mutation B($input: AISummarizeAlertInput!) { aiSummarizeAlert(input: $input) { streamId } }'
    const read = 'query R($id: String!) { aiInferenceStream(streamId: $id) { finished responseText error } }'
    const streams =
      'query S($input: AIInferenceStreamsMetadataInput!) { aiInferenceStreamsMetadata(input: $input) { edges { node { streamId } } } }'
    const id = idOf(await graphql(begin, { input: { alertId, prompt: 'Who?', metadata: { kind: 'alert' } } }))
    await setTimeout(50)
    expect(await graphql(read, { id })).toMatchObject({
      data: {
        aiInferenceStream: { finished: true, responseText: expect.stringContaining('You asked: Who?') },
      },
    })
    expect(await graphql(streams, { input: { alias: alertId } })).toEqual({
      data: { aiInferenceStreamsMetadata: { edges: [{ node: { streamId: id } }] } },
    })
  })
})
