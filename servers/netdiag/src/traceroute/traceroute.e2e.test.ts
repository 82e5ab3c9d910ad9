import { spawn } from 'node:child_process'
import { needs } from '@plinth/test-support'
import type { CommandSystem } from 'plinth/command'
import { connect } from 'plinth/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createNetdiag } from '../server.ts'
import { type NetworkChain, networkChain, networkNamespaces } from '../testing/network-chain.ts'

let chain: NetworkChain

/** Programs run inside of the chain's first namespace. */
const system: CommandSystem = {
  spawn: (file, args, options) => spawn('ip', ['netns', 'exec', chain.start, file, ...args], options),
}

const { describe } = needs('traceroute', 'ip', networkNamespaces)

describe('traceroute over three hops', () => {
  beforeAll(() => {
    chain = networkChain(3)
  })
  afterAll(() => chain?.remove())

  const trace = async (args: Record<string, unknown>) => {
    const { client, close } = await connect(createNetdiag({ system }).server)
    const seen: number[] = []
    const answer = await client.callTool(
      { name: 'traceroute', arguments: args },
      { onprogress: ({ progress }) => seen.push(progress) },
    )
    await close()
    return { ...answer, structured: Object(answer.structuredContent), seen }
  }

  it('finds every hop to the end', async () => {
    const { structured, isError, content } = await trace({ target: '10.213.3.2', wait_sec: 1, queries: 2 })
    expect(isError, JSON.stringify(content)).toBeFalsy()
    expect(structured.data).toMatchObject({ destination: '10.213.3.2', completed: true })
    expect(structured.data.hops.map(({ address }: { address: string }) => address)).toEqual(chain.hops)
    for (const { latenciesMs } of structured.data.hops) expect(latenciesMs).toHaveLength(2)
  })

  it('is not completed when the path is longer than it may look', async () => {
    const { structured } = await trace({ target: '10.213.3.2', max_hops: 2, wait_sec: 1 })
    expect(structured.data).toMatchObject({ completed: false, hops: [{ hop: 1 }, { hop: 2 }] })
  })

  it('is not completed when nobody is there', async () => {
    const { structured } = await trace({ target: '10.213.3.99', max_hops: 4, wait_sec: 1, queries: 1 })
    expect(structured.data.completed).toBe(false)
    expect(structured.data.hops[0].address).toBe('10.213.1.2')
  })

  it('lets flags of the caller stand for the fields', async () => {
    const { structured } = await trace({ target: '10.213.3.2', extra_args: '-m 1 -q 1 -w 1' })
    expect(structured.data.hops).toHaveLength(1)
    expect(structured.data.hops[0].latenciesMs).toHaveLength(1)
  })
})
