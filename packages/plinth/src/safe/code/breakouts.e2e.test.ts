import { afterAll, describe, expect, it } from 'vitest'
import { BREAKOUTS } from './breakouts.fixtures.ts'
import { codeExecutor } from './code-executor.ts'

const executor = codeExecutor({ cpuMs: 500, concurrency: 1 })
afterAll(() => executor.close())

describe('breakouts', () => {
  it.each(BREAKOUTS)('%s', async (_, code) => {
    await executor.run('globalThis.left = "something"; Object.prototype.polluted = 1')
    const result = await executor.run(code, {
      functions: {
        tool: () => ({ answer: 1 }),
        fail: () => {
          throw new Error('s3cret')
        },
      },
    })
    if (result.status === 'done') expect(result.value ?? false).toBe(false)
    else expect(result.status).toBe('failed')
    expect(JSON.stringify(result)).not.toMatch(/s3cret|root:|node:internal|forged/)
    expect({}).not.toHaveProperty('polluted')
  })
})
