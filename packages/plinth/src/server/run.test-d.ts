import { expectTypeOf, test } from 'vitest'
import { type Config, int, secret } from '../config/index.ts'
import { Plinth, run } from '../index.ts'

const server = new Plinth({ name: 'test' })

test('the server is made with the configuration of the platform', () => {
  void run(config => {
    expectTypeOf(config.server.port).toEqualTypeOf<number>()
    // @ts-expect-error nobody declared it
    config.weather
    return server
  })
  void run(async (config: Config) => new Plinth({ name: config.profile }))
})

test("its own sections join it, with their settings' types", () => {
  const extra = {
    weather: {
      token: secret({ description: 'Token' }),
      days: int({ default: 3, range: [1, 9], description: 'Days' }),
    },
  }
  void run(
    config => {
      expectTypeOf(config.weather).toEqualTypeOf<{
        readonly token: string | undefined
        readonly days: number
      }>()
      expectTypeOf(config.server.port).toEqualTypeOf<number>()
      // @ts-expect-error there is no such setting
      config.weather.nights
      return server
    },
    { extra },
  )
  const make = ({ weather }: { readonly weather: { readonly days: number } }) =>
    new Plinth({ name: `${weather.days}` })
  void run(make, { extra })
  // @ts-expect-error what it needs is not loaded
  void run(make)
})
