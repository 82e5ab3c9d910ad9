import { describe, expect, it } from 'vitest'
import { type Lookup, resolveTarget } from './resolve-target.ts'
import { TargetError } from './target-error.ts'
import { targetPolicy } from './target-policy.ts'

const policy = targetPolicy()

const answering = (...addresses: string[]) => {
  const asked: string[] = []
  const lookup: Lookup = async name => {
    asked.push(name)
    return addresses.map(address => ({ address }))
  }
  return { asked, lookup }
}

describe('resolveTarget', () => {
  it('asks once, and hands back the address that was checked', async () => {
    const { asked, lookup } = answering('10.1.2.3', 'fd00::1')
    expect(await resolveTarget(policy, 'Web.lab.internal', { lookup })).toEqual({
      kind: 'address',
      value: '10.1.2.3',
      family: 4,
      name: 'web.lab.internal',
    })
    expect(asked).toEqual(['web.lab.internal'])
  })

  it('is not fooled by a name that answers differently the second time', async () => {
    const answers = ['10.0.0.1', '169.254.169.254']
    const lookup: Lookup = async () => [{ address: answers.shift() ?? '' }]
    expect(await resolveTarget(policy, 'web.lab.internal', { lookup })).toMatchObject({ value: '10.0.0.1' })
    expect(answers).toEqual(['169.254.169.254'])
  })

  it.each([
    ['8.8.8.8'],
    ['169.254.169.254'],
    ['10.0.0.1', '8.8.8.8'],
    ['::ffff:8.8.8.8'],
    ['fe80::1%eth0'],
    ['0.0.0.0'],
    ['not an address'],
    ['10.0.0.1', ''],
  ])('refuses a name that resolves to %s %s', async (...addresses) => {
    const { lookup } = answering(...addresses)
    await expect(resolveTarget(policy, 'web.lab.internal', { lookup })).rejects.toBeInstanceOf(TargetError)
  })

  it('does not tell which address it was', async () => {
    const { lookup } = answering('203.0.114.77')
    await expect(resolveTarget(policy, 'web.lab.internal', { lookup })).rejects.toMatchObject({
      rule: 'not-allowed',
      message: 'Host name web.lab.internal resolves to an address that is not allowed',
    })
  })

  it('says that a name has no address', async () => {
    const failing: Lookup = () => Promise.reject(new Error('ENOTFOUND'))
    const options = [{ lookup: answering().lookup }, { lookup: failing }]
    for (const option of options)
      await expect(resolveTarget(policy, 'web.lab.internal', option)).rejects.toMatchObject({
        rule: 'unresolved',
      })
  })

  it('asks nobody about addresses, networks and refused names', async () => {
    const { asked, lookup } = answering('10.0.0.1')
    expect(await resolveTarget(policy, '10.0.0.1', { lookup })).toMatchObject({ value: '10.0.0.1' })
    expect(await resolveTarget(policy, '10.0.0.0/24', { lookup, cidr: true })).toMatchObject({
      addresses: 256,
    })
    await expect(resolveTarget(policy, 'example.com', { lookup })).rejects.toMatchObject({
      rule: 'not-allowed',
    })
    expect(asked).toEqual([])
  })

  it('stops waiting when the signal fires', async () => {
    const controller = new AbortController()
    const pending = resolveTarget(policy, 'web.lab.internal', {
      lookup: () => new Promise(() => {}),
      signal: controller.signal,
    })
    controller.abort(new Error('enough'))
    await expect(pending).rejects.toThrow('enough')
    await expect(resolveTarget(policy, 'web.lab.internal', { signal: controller.signal })).rejects.toThrow(
      'enough',
    )
  })
})
