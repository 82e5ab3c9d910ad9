import type { Profile, Range, Reading, Setting } from './setting.ts'

interface Common {
  readonly description: string
  /** Environment variables besides `MCP_<SECTION>_<KEY>`, which comes first. Default none. */
  readonly env?: readonly string[]
  /** Whether it applies without a restart. Default false. */
  readonly live?: boolean
}

interface WithDefault<T> extends Common {
  readonly default: T
  /** Defaults that a profile puts in its place. */
  readonly profiles?: { readonly [name in Profile]?: T }
}

interface NumberOptions extends WithDefault<number> {
  /** Numbers outside are clamped. */
  readonly range: Range
}

interface ChoiceOptions<T extends string> extends WithDefault<T> {
  /** Other spellings, in lower case, and what they stand for. */
  readonly aliases?: Readonly<Record<string, T>>
  /** Values that were once known, in lower case, and what to do instead. */
  readonly refused?: Readonly<Record<string, string>>
}

interface Check {
  readonly allowed: string
  test(value: string): boolean
}

const refuse = (hint?: string): Reading<never> => (hint === undefined ? { ok: false } : { ok: false, hint })
const accept = <T>(value: T): Reading<T> => ({ ok: true, value })

const make = <T>(
  options: Common & { readonly profiles?: Setting<T>['profiles'] },
  rest: Pick<Setting<T>, 'type' | 'default' | 'allowed' | 'read'> & { range?: Range; secret?: boolean },
): Setting<T> => ({
  description: options.description,
  env: options.env ?? [],
  live: options.live ?? false,
  profiles: options.profiles ?? {},
  secret: false,
  range: undefined,
  ...rest,
})

const numeric = (type: 'int' | 'number', options: NumberOptions): Setting<number> => {
  const pattern = type === 'int' ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)$/
  const kind = type === 'int' ? 'a whole number' : 'a number'
  return make(options, {
    type,
    default: options.default,
    range: options.range,
    allowed: `${kind} from ${options.range[0]} to ${options.range[1]}`,
    read(raw) {
      const value = typeof raw === 'string' && pattern.test(raw) ? Number(raw) : raw
      if (typeof value !== 'number' || !Number.isFinite(value)) return refuse()
      return type === 'int' && !Number.isInteger(value) ? refuse() : accept(value)
    },
  })
}

/**
 * A whole number.
 *
 * @example
 * const extra = { weather: { days: int({ description: 'Days to look ahead', default: 3, range: [1, 14] }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_DAYS: '7' }, dotenv: false })
 * config.weather.days // 7
 */
export const int = (options: NumberOptions): Setting<number> => numeric('int', options)

/**
 * A number, whole or not.
 *
 * @example
 * const extra = { weather: { share: number({ description: 'Share of requests', default: 0.5, range: [0, 1] }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_SHARE: '0.1' }, dotenv: false })
 * config.weather.share // 0.1
 */
export const number = (options: NumberOptions): Setting<number> => numeric('number', options)

const truths = new Map<unknown, boolean>([
  ...['true', 'yes', 'on', '1', true, 1].map(value => [value, true] as const),
  ...['false', 'no', 'off', '0', false, 0].map(value => [value, false] as const),
])

/**
 * Yes or no.
 *
 * @example
 * const extra = { weather: { alerts: bool({ description: 'Whether to warn', default: true }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_ALERTS: 'no' }, dotenv: false })
 * config.weather.alerts // false
 */
export const bool = (options: WithDefault<boolean>): Setting<boolean> =>
  make(options, {
    type: 'bool',
    default: options.default,
    allowed: 'true or false (or yes, no, on, off, 1, 0)',
    read(raw) {
      const value = truths.get(typeof raw === 'string' ? raw.toLowerCase() : raw)
      return value === undefined ? refuse() : accept(value)
    },
  })

/**
 * One of several words, in any case.
 *
 * @example
 * const extra = { weather: { unit: choice(['celsius', 'kelvin'], { description: 'Unit', default: 'celsius' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_UNIT: 'Kelvin' }, dotenv: false })
 * config.weather.unit // 'kelvin'
 */
export const choice = <const T extends string>(
  choices: readonly T[],
  options: ChoiceOptions<NoInfer<T>>,
): Setting<T> => {
  const values = new Map([
    ...choices.map(value => [value as string, value] as const),
    ...Object.entries<T>(options.aliases ?? {}),
  ])
  const refused = new Map(Object.entries(options.refused ?? {}))
  return make(options, {
    type: 'enum',
    default: options.default,
    allowed: `one of ${choices.join(', ')}`,
    read(raw) {
      const word = typeof raw === 'string' ? raw.toLowerCase() : ''
      const value = values.get(word)
      return value === undefined ? refuse(refused.get(word)) : accept(value)
    },
  })
}

const anyText: Check = { allowed: 'text', test: () => true }

const readText =
  (check: Check) =>
  (raw: unknown): Reading<string> => {
    if (typeof raw !== 'string') return refuse('Put it in quotes if it is meant as text')
    return check.test(raw) ? accept(raw) : refuse()
  }

/**
 * Text with a default.
 *
 * @example
 * const extra = { weather: { city: text({ description: 'Where we are', default: 'Oslo' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_CITY: 'Bergen' }, dotenv: false })
 * config.weather.city // 'Bergen'
 */
export const text = (options: WithDefault<string>, check = anyText): Setting<string> =>
  make(options, { type: 'string', default: options.default, allowed: check.allowed, read: readText(check) })

/**
 * Text that may be left out.
 *
 * @example
 * const extra = { weather: { city: optionalText({ description: 'Where we are' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_CITY: '' }, dotenv: false })
 * config.weather.city // undefined
 */
export const optionalText = (options: Common, check = anyText): Setting<string | undefined> =>
  make(options, { type: 'string', default: undefined, allowed: check.allowed, read: readText(check) })

interface SecretOptions extends Common {
  /** The fewest characters that it may have; what is shorter can be guessed. Default 1. */
  readonly minLength?: number
}

const MAKE_ONE = 'Make one with "openssl rand -hex 32"'

/**
 * Text that may be left out, and is never shown.
 *
 * @example
 * const extra = { weather: { key: secret({ description: 'Credential of the service' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_KEY: 'hunter2' }, dotenv: false })
 * config.weather.key // 'hunter2'
 */
export const secret = ({ minLength = 1, ...options }: SecretOptions): Setting<string | undefined> => {
  const setting = optionalText(options)
  if (minLength <= 1) return { ...setting, secret: true }
  return {
    ...setting,
    secret: true,
    allowed: `text of at least ${minLength} characters`,
    read(raw) {
      const reading = setting.read(raw)
      const short = reading.ok && reading.value !== undefined && reading.value.length < minLength
      return short ? { ok: false, hint: MAKE_ONE, meant: reading.value } : reading
    },
  }
}

const webAddress: Check = {
  allowed: 'a URL that begins with http:// or https://',
  test: value => /^https?:\/\//i.test(value) && URL.canParse(value),
}

/**
 * The address of a service that is called; it may be left out.
 *
 * @example
 * const extra = { weather: { source: url({ description: 'The service to ask' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_SOURCE: 'https://example.com' }, dotenv: false })
 * config.weather.source // 'https://example.com'
 */
export const url = (options: Common): Setting<string | undefined> => ({
  ...optionalText(options, webAddress),
  type: 'url',
})

const redisAddress: Check = {
  allowed: 'a URL that begins with redis:// or rediss://',
  test: value => /^rediss?:\/\//i.test(value) && URL.canParse(value),
}

/** The address of a Redis or Valkey, which holds its password; it may be left out, and stand in a file. */
export const redisUrl = (options: Common): Setting<string | undefined> => ({
  ...optionalText(options, redisAddress),
  type: 'url',
  secret: true,
})

const LIST = 'a list of texts, or one text with commas between them'

/**
 * Several texts: a list in a file, separated by commas in the environment.
 *
 * @param check what each of them must be. Default: anything
 * @example
 * const extra = { weather: { cities: list({ description: 'Cities to watch' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_CITIES: 'Oslo, Bergen' }, dotenv: false })
 * config.weather.cities // ['Oslo', 'Bergen']
 */
export const list = (options: Common, check: Check = anyText): Setting<readonly string[]> =>
  make(options, {
    type: 'list',
    default: Object.freeze<string[]>([]),
    allowed: check === anyText ? LIST : check.allowed,
    read(raw) {
      const items: unknown[] = typeof raw === 'string' ? raw.split(',') : Array.isArray(raw) ? raw : [raw]
      if (!items.every(item => typeof item === 'string')) return refuse('Put each entry in quotes')
      const texts = items.map(item => item.trim()).filter(item => item !== '')
      return texts.every(check.test) ? accept(Object.freeze(texts)) : refuse()
    },
  })

/**
 * Several texts that are never shown. `minLength` is that of each.
 *
 * @example
 * const extra = { weather: { keys: secrets({ description: 'Credentials, old and new' }) } }
 * const { config } = loadConfig({ extra, env: { MCP_WEATHER_KEYS: 'one,two' }, dotenv: false })
 * config.weather.keys // ['one', 'two']
 */
export const secrets = ({ minLength = 1, ...options }: SecretOptions): Setting<readonly string[]> => {
  const setting = list(options)
  if (minLength <= 1) return { ...setting, secret: true }
  return {
    ...setting,
    secret: true,
    allowed: `${setting.allowed}, each of at least ${minLength} characters`,
    read(raw) {
      const reading = setting.read(raw)
      const short = reading.ok && reading.value.some(each => each.length < minLength)
      return short ? { ok: false, hint: MAKE_ONE, meant: reading.value } : reading
    },
  }
}
