import type { Config, Loaded } from '../config/index.ts'

/** Settings that nothing but middleware reads, which a server has only where its code says so: by section, or by key. */
const OF_MIDDLEWARE = [
  'rateLimit',
  'breaker',
  'concurrency',
  'retry',
  'cache',
  'features.caching',
  'log.payloads',
]

/** What a look at one section says of another: whoever asks whether there is to be a cache knows of its settings. */
const SECTION_OF: Readonly<Record<string, readonly string[]>> = { cache: ['cache', 'features'] }

const sectionOf = (key: string): string => key.split('.', 1)[0] ?? key

/** As whoever set it knows it. */
const nameIn = (key: string, source: string): string => /\((.+)\)$/.exec(source)?.[1] ?? key

/**
 * Says which settings were set and do nothing, because the code that makes the server did not look at them.
 *
 * @param options.seen the sections that it looked at
 * @param options.runsPrograms whether there are tools around programs, whose breakers are always there
 */
export const idleSettings = (
  { sources }: Pick<Loaded<Config>, 'sources'>,
  { seen, runsPrograms }: { readonly seen: ReadonlySet<string>; readonly runsPrograms: boolean },
): string | undefined => {
  const isIdle = (key: string) => {
    const rule = OF_MIDDLEWARE.find(each => key === each || sectionOf(key) === each)
    if (rule === undefined || (rule === 'breaker' && runsPrograms)) return false
    return !(SECTION_OF[rule] ?? [sectionOf(rule)]).some(section => seen.has(section))
  }
  const names = Object.entries(sources)
    .filter(([key, source]) => /^(env|\.env|file)\b/.test(source) && isIdle(key))
    .map(([key, source]) => nameIn(key, source))
  if (names.length === 0) return undefined
  return (
    `Nothing heeds ${names.join(', ')}: the server has no middleware that was made of its configuration. Put the recommended ` +
    "one around it: import { production } from 'plinth/middleware', and run(config => server.use(...production(config)))"
  )
}
