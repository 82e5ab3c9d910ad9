import { describe, expect, it } from 'vitest'
import { asking, openPanther, walk } from '../../testing/harness.ts'

const AWKWARD = 'Custom/S3 Access+50%'

const idsIn = (list: unknown) => (list as { id: string }[]).map(({ id }) => id).sort()

describe('list_detections', () => {
  it('gives rules without their code', async () => {
    const { call, standIn } = await openPanther()
    const result = await call('list_detections')
    expect(idsIn(result.rules)).toEqual(idsIn(standIn.world.rules))
    expect(result).toMatchObject({
      total_rules: standIn.world.rules.length,
      has_next_page: false,
      next_cursor: null,
    })
    expect(JSON.stringify(result)).not.toContain('"body"')
  })

  it('gives several kinds at once', async () => {
    const { call, standIn } = await openPanther()
    const kinds = ['rules', 'scheduled_rules', 'simple_rules', 'policies']
    const result = await call('list_detections', { detection_types: kinds })
    const { rules, scheduledRules, simpleRules, policies } = standIn.world
    expect(idsIn(result.scheduled_rules)).toEqual(idsIn(scheduledRules))
    expect(idsIn(result.simple_rules)).toEqual(idsIn(simpleRules))
    expect(idsIn(result.policies)).toEqual(idsIn(policies))
    expect(result).toMatchObject({
      total_all_detections: rules.length + scheduledRules.length + simpleRules.length + policies.length,
      detection_types_queried: kinds,
      policies_has_next_page: false,
    })
  })

  it('filters, and goes on page by page', async () => {
    const opened = await openPanther()
    const { rules } = opened.standIn.world
    const high = rules.filter(({ severity, enabled }) => severity === 'HIGH' && enabled)
    const pages = await walk(
      opened,
      'list_detections',
      { severity: ['HIGH'], state: 'enabled', limit: 2 },
      'next_cursor',
    )
    expect(idsIn(pages.flatMap(page => page.rules))).toEqual(idsIn(high))
    const output = rules.find(({ outputIDs }) => outputIDs.length > 0)?.outputIDs[0] ?? ''
    const sent = await opened.call('list_detections', { output_ids: [output] })
    expect(idsIn(sent.rules)).toEqual(idsIn(rules.filter(({ outputIDs }) => outputIDs.includes(output))))
  })

  it.each([
    { detection_types: ['rules', 'policies'], cursor: 'c' },
    { detection_types: ['policies'], log_type: ['AWS.CloudTrail'] },
    { resource_type: ['AWS.S3.Bucket'] },
    { compliance_status: 'PASS' },
    { detection_types: ['signals'] },
    { detection_types: [] },
    { state: 'off' },
  ])('refuses %j', async args => {
    const { call } = await openPanther()
    await expect(call('list_detections', args)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('get_detection', () => {
  it('gives code and tests, whatever the id is made of', async () => {
    const { call, standIn } = await openPanther()
    const rule = standIn.world.rules.find(({ id }) => id === AWKWARD)
    expect(await call('get_detection', { detection_id: AWKWARD })).toEqual({ rule })
  })

  it('looks in several kinds', async () => {
    const { call, standIn } = await openPanther()
    const [policy] = standIn.world.policies
    const kinds = ['rules', 'policies']
    const result = await call('get_detection', { detection_id: policy?.id, detection_type: kinds })
    expect(result).toEqual({ policy, found_in_types: ['policies'], not_found_in_types: ['rules'] })
    await expect(
      call('get_detection', { detection_id: 'none', detection_type: kinds }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(call('get_detection', { detection_id: '..' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
  })

  it('is a resource, whose id is completed', async () => {
    const { client } = await openPanther()
    const uri = `panther://rules/${encodeURIComponent(AWKWARD)}`
    const { contents } = await client.client.readResource({ uri })
    expect(JSON.stringify(contents)).toContain('Unusual Access to Buckets')
    const { completion } = await client.client.complete({
      ref: { type: 'ref/resource', uri: 'panther://rules/{rule_id}' },
      argument: { name: 'rule_id', value: 'custom' },
    })
    expect(completion.values).toContain('Custom.Okta.OffHours')
  })
})

describe('disable_detection', () => {
  it('asks, and switches it off once, without running its tests', async () => {
    const asked: string[] = []
    const { call, standIn } = await openPanther({
      client: asking({ action: 'accept', content: { confirm: true } }, asked),
    })
    const rule = standIn.world.rules.find(({ id }) => id === 'Custom.Failing.Test')
    const before = { ...rule }
    const result = await call('disable_detection', { detection_id: before.id })
    expect(asked).toEqual([
      'Disable the rule "Custom.Failing.Test" in Panther? It will raise no alerts any more.',
    ])
    expect(result.rule).toMatchObject({
      id: before.id,
      enabled: false,
      body: before.body,
      tests: before.tests,
    })
    expect(standIn.writes()).toHaveLength(1)
  })

  it('is refused without consent', async () => {
    const { call, standIn } = await openPanther()
    const [policy] = standIn.world.policies
    const args = { detection_id: policy?.id, detection_type: 'policies' }
    await expect(call('disable_detection', args)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    expect(standIn.writes()).toEqual([])
    expect(await call('disable_detection', { ...args, confirm: true })).toMatchObject({
      policy: { enabled: false },
    })
    await expect(call('disable_detection', { detection_id: 'none', confirm: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it.each([
    [['RuleModify'], 'policies', '"Manage Policies" (PolicyModify)'],
    [['PolicyModify'], 'rules', '"Manage Rules" (RuleModify)'],
    [['RuleModify'], 'rules', '"View Rules" (RuleRead)'],
  ] as const)(
    'names the permission that a token with %j lacks for %s',
    async (held, detection_type, lacks) => {
      const { call, standIn } = await openPanther({ token: ({ issueToken }) => issueToken([...held]) })
      const { rules, policies } = standIn.world
      const detection_id = (detection_type === 'rules' ? rules : policies)[0]?.id
      const refused = call('disable_detection', { detection_id, detection_type, confirm: true })
      await expect(refused).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining(`lacks ${lacks}`),
      })
      expect(standIn.writes()).toEqual([])
    },
  )
})
