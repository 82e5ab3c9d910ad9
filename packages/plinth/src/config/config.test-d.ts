import { expectTypeOf, test } from 'vitest'
import { type Config, int, loadConfig, secret } from './index.ts'

test('the type of the configuration follows from the table', () => {
  expectTypeOf<Config['server']['port']>().toEqualTypeOf<number>()
  expectTypeOf<Config['server']['transport']>().toEqualTypeOf<'stdio' | 'http'>()
  expectTypeOf<Config['server']['token']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<Config['state']['keys']>().toEqualTypeOf<readonly string[]>()
  expectTypeOf<Config['errors']['masked']>().toEqualTypeOf<boolean>()
  expectTypeOf<Config['profile']>().toEqualTypeOf<'development' | 'staging' | 'production'>()
  expectTypeOf<Config['log']['level']>().toEqualTypeOf<'debug' | 'info' | 'warning' | 'error' | 'critical'>()
})

test("a server's own settings join it", () => {
  const extra = {
    panther: {
      apiToken: secret({ description: 'Key' }),
      pages: int({ default: 1, range: [1, 9], description: 'Pages' }),
    },
  }
  const { config } = loadConfig({ extra })
  expectTypeOf(config.panther).toEqualTypeOf<{
    readonly apiToken: string | undefined
    readonly pages: number
  }>()
  expectTypeOf(config.server.port).toEqualTypeOf<number>()
})

test('it cannot be changed', () => {
  expectTypeOf<Config['server']>().toEqualTypeOf<Readonly<Config['server']>>()
})
