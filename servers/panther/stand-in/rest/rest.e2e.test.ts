import { describe, expect, it } from 'vitest'
import { failingRuleId } from '../data/detections.ts'
import { open, pageOf, walk } from '../stand-in.fixtures.ts'

describe('lists', () => {
  it.each([
    ['/rules', 31],
    ['/scheduled-rules', 6],
    ['/simple-rules', 5],
    ['/policies', 8],
    ['/globals', 6],
    ['/data-models', 4],
    ['/queries', 7],
    ['/users', 13],
  ])('%s is walked completely', async (path, amount) => {
    const opened = await open()
    const all = await walk(opened, `${path}?limit=3`)
    expect(new Set(all.map(item => JSON.stringify(item))).size).toBe(amount)
  })

  it.each([
    ['/rules?state=disabled', ['Custom.AWS.Retired']],
    ['/rules?name-contains=RETIRED', ['Custom.AWS.Retired']],
    ['/rules?log-type=Panther.Audit', ['Panther.Login.Failed']],
    ['/rules?tag=exfiltration&severity=HIGH&log-type=GitHub.Audit', ['GitHub.Repo.MadePublic']],
    ['/policies?compliance-status=ERROR', ['AWS.KMS.KeyRotation']],
    ['/policies?resource-type=AWS.RDS.Instance', ['AWS.RDS.Instance.Public']],
    ['/globals?name-contains=okta', ['acme_okta_helpers']],
    ['/roles?name=Admin', ['Admin']],
    ['/roles?ids=CloudTeam,Analyst&sort-dir=desc', ['CloudTeam', 'Analyst']],
    ['/roles?name-contains=readonly', ['AnalystReadOnly']],
  ])('%s is filtered', async (path, ids) => {
    const { get } = await open()
    expect(pageOf(await get(path)).results).toEqual(ids.map(id => expect.objectContaining({ id })))
  })

  it('finds users by email, and those who are deactivated on request', async () => {
    const { get, standIn } = await open()
    const [user] = standIn.world.users
    expect(pageOf(await get(`/users?email=${user?.email}`)).results).toEqual([user])
    expect(pageOf(await get('/users?include-deactivated=true')).results).toHaveLength(14)
    expect(await get('/users?limit=61')).toMatchObject({ status: 400 })
  })

  it('shows the Python of simple rules on request only', async () => {
    const { get } = await open()
    expect((await get('/simple-rules')).text).not.toContain('pythonBody')
    expect((await get('/simple-rules?include-python=true')).text).toContain('pythonBody')
  })
})

describe('one thing', () => {
  it.each([
    ['/rules/AWS.CloudTrail.Stopped', { severity: 'CRITICAL', body: expect.stringContaining('def rule') }],
    [`/rules/${encodeURIComponent('Custom/S3 Access+50%')}`, { id: 'Custom/S3 Access+50%' }],
    ['/policies/AWS.IAM.User.MFA', { resourceTypes: ['AWS.IAM.User'] }],
    ['/data-models/Standard.AWS.CloudTrail', { logTypes: ['AWS.CloudTrail'] }],
    ['/globals/acme_time', { body: expect.stringContaining('def time') }],
    ['/roles/Admin', { permissions: expect.arrayContaining(['AlertModify']) }],
    [
      '/log-sources/http/f7081920-3b4c-4d5e-8f60-718293041528',
      { authBearerToken: expect.stringContaining('stand-in-secret') },
    ],
  ])('%s is found', async (path, shape) => {
    const { get } = await open()
    expect(await get(path)).toMatchObject({ status: 200, body: shape })
  })

  it.each([
    '/rules/none',
    '/rules/Custom/S3%20Access+50%25',
    '/policies/none',
    '/data-models/none',
    '/globals/none',
    '/queries/none',
    '/roles/none',
    '/users/none',
    '/log-sources/http/none',
    '/nothing',
  ])('%s is not found', async path => {
    const { get } = await open()
    expect(await get(path)).toMatchObject({ status: 404, body: { message: expect.any(String) } })
  })

  it('refuses a path that is not encoded', async () => {
    const { get } = await open()
    expect(await get('/rules/50%')).toMatchObject({ status: 400 })
  })

  it('refuses a method that is not there', async () => {
    const { ask } = await open()
    expect(await ask('PATCH', '/rules', {})).toMatchObject({ status: 405 })
  })
})

describe('saving a detection', () => {
  it('keeps what is not changed', async () => {
    const { ask, get, standIn } = await open()
    const before = (await get('/rules/AWS.CloudTrail.Stopped')).body as object
    const saved = await ask('PUT', '/rules/AWS.CloudTrail.Stopped?run-tests-first=false', {
      ...before,
      enabled: false,
    })
    expect(saved).toMatchObject({
      status: 200,
      body: { ...before, enabled: false, lastModified: expect.any(String) },
    })
    expect((await get('/rules/AWS.CloudTrail.Stopped')).body).toEqual(saved.body)
    expect(standIn.writes()).toMatchObject([{ kind: 'detection.rule', ids: ['AWS.CloudTrail.Stopped'] }])
  })

  it('runs its tests first, unless told otherwise', async () => {
    const { ask, get, standIn } = await open()
    const rule = (await get(`/rules/${failingRuleId}`)).body
    expect(await ask('PUT', `/rules/${failingRuleId}`, rule)).toMatchObject({
      status: 400,
      body: { testResults: [{ passed: false }] },
    })
    expect(standIn.writes()).toEqual([])
    expect(await ask('PUT', `/rules/${failingRuleId}?run-tests-first=false`, rule)).toMatchObject({
      status: 200,
    })
  })

  it('makes it when it is not there', async () => {
    const { ask, get } = await open()
    const policy = { id: 'New.Policy', body: 'def policy(resource):\n    return True\n', severity: 'LOW' }
    expect(await ask('PUT', '/policies/New.Policy', policy)).toMatchObject({ status: 201, body: policy })
    expect((await get('/policies/New.Policy')).body).toMatchObject(policy)
  })

  it.each([
    [{ body: 'x', severity: 'LOW' }],
    [{ id: 'AWS.CloudTrail.Stopped', severity: 'LOW' }],
    [{ id: 'Another.Rule', body: 'x', severity: 'LOW' }],
    [{ id: 'AWS.CloudTrail.Stopped', body: 'x', severity: 'SEVERE' }],
    ['text'],
  ])('refuses %j', async body => {
    const { ask } = await open()
    expect(await ask('PUT', '/rules/AWS.CloudTrail.Stopped', body)).toMatchObject({ status: 400 })
  })
})

describe('tokens', () => {
  it('say what they may', async () => {
    const { get, standIn } = await open()
    const token = standIn.issueToken(['RuleRead'])
    expect((await get('/api-tokens/self', { 'x-api-key': token })).body).toMatchObject({
      permissions: ['RuleRead'],
    })
    expect(await get('/rules', { 'x-api-key': token })).toMatchObject({ status: 200 })
    expect(await get('/policies', { 'x-api-key': token })).toMatchObject({ status: 403 })
    standIn.revokeToken(token)
    expect(await get('/rules', { 'x-api-key': token })).toMatchObject({ status: 401 })
  })

  it('that only read do not write', async () => {
    const { ask, standIn } = await open()
    const change = { ids: standIn.world.incident.alertIds, status: 'CLOSED' }
    const headers = { 'x-api-key': standIn.tokens.readOnly }
    expect(await ask('PATCH', '/alerts', change, headers)).toMatchObject({ status: 403 })
    expect(standIn.writes()).toEqual([])
  })

  it('are needed everywhere but at the front', async () => {
    const { standIn } = await open()
    expect((await fetch(`${standIn.url}/rules`)).status).toBe(401)
    expect(await (await fetch(`${standIn.url}/`)).text()).toContain(`"rest":"${standIn.url}"`)
  })
})
