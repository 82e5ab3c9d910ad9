import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { ToolInput, ToolOutput } from '../define/callable.ts'
import { type CommandResult, commandTool, type DefaultInput } from './index.ts'

describe('commandTool', () => {
  it('takes the default input where none is declared', () => {
    const ping = commandTool({ name: 'ping', command: 'ping' })
    expectTypeOf<ToolInput<typeof ping>>().toEqualTypeOf<DefaultInput>()
    expectTypeOf<ToolOutput<typeof ping>>().toEqualTypeOf<CommandResult<unknown>>()
    expectTypeOf(ping.command.available()).resolves.toEqualTypeOf<boolean>()
  })

  it('types the hooks by the schemas', () => {
    const scan = commandTool({
      name: 'scan',
      command: 'nmap',
      input: z.object({ host: z.string(), rate: z.int().default(1) }),
      output: z.object({ open: z.array(z.number()) }),
      target: { field: 'host' },
      args: ({ rate }, { target }) => {
        expectTypeOf(rate).toEqualTypeOf<number>()
        return [`--rate=${rate}`, target?.value ?? '']
      },
      parse: ({ stdout }, { host }) => ({ open: [stdout.length, host.length] }),
    })
    expectTypeOf<ToolInput<typeof scan>>().toEqualTypeOf<{ host: string; rate?: number | undefined }>()
    expectTypeOf<ToolOutput<typeof scan>['data']>().toEqualTypeOf<{ open: number[] } | null>()
  })

  it('does not compile with data of another kind, or a flag that lacks its range', () => {
    const output = z.object({ open: z.array(z.number()) })
    // @ts-expect-error the data has to fit its schema
    commandTool({ name: 'a', command: 'a', output, parse: () => ({ open: ['22'] }) })
    // @ts-expect-error a number needs a range
    commandTool({ name: 'a', command: 'a', flags: { '-n': { value: 'int', min: 1 } } })
  })
})
