import { time } from '../format.ts'
import { linkTo } from '../route.ts'
import { dropped, failures, health, tools } from '../state.ts'

/** The worst first. */
const TONES = ['bad', 'warn', 'off'] as const

interface Matter {
  readonly key: string
  readonly tone: (typeof TONES)[number]
  readonly text: string
  readonly tool?: string
}

const RECENTLY_MS = 600_000
/** One that fails now and then is nothing to get up for. */
const OFTEN = 3

/** Tools that fail again and again, other than by what their callers gave them. */
const failing = (): readonly Matter[] =>
  [...failures.value].flatMap(([tool, all]): Matter[] => {
    const recent = all.filter(
      ({ at, status, code }) =>
        status !== 'refused' && code !== 'VALIDATION_ERROR' && Date.now() - at < RECENTLY_MS,
    )
    const [last] = recent
    if (!last || recent.length < OFTEN) return []
    const why = last.message ?? last.code ?? last.status
    const text = `failed ${recent.length} times in the last ten minutes, most recently at ${time(last.at)}: ${why}`
    return [{ key: `failing ${tool}`, tone: 'bad', text, tool }]
  })

const matters = (): readonly Matter[] => [
  ...Object.entries(health.value?.checks ?? {})
    .filter(([, { status }]) => status !== 'healthy')
    .map(
      ([name, { status, message }]): Matter => ({
        key: `check ${name}`,
        tone: status === 'unhealthy' ? 'bad' : 'warn',
        text: `${name.replaceAll('_', ' ')}: ${message}`,
      }),
    ),
  ...failing(),
  ...tools.value.flatMap(({ name, enabled, breaker, breaker_held: held, installed }): Matter[] => [
    ...(breaker === 'open' || breaker === 'half_open'
      ? [
          {
            key: `breaker ${name}`,
            tone: 'bad' as const,
            text: `the circuit breaker is ${breaker.replace('_', ' ')}${held ? ', held by an operator' : ''}`,
            tool: name,
          },
        ]
      : []),
    ...(enabled
      ? []
      : [{ key: `off ${name}`, tone: 'off' as const, text: 'the tool is disabled', tool: name }]),
    ...(installed === false
      ? [{ key: `absent ${name}`, tone: 'warn' as const, text: 'its program is not installed', tool: name }]
      : []),
  ]),
  ...(dropped.value > 0
    ? [
        {
          key: 'dropped',
          tone: 'warn' as const,
          text: `${dropped.value} events were left out here, because there were too many`,
        },
      ]
    : []),
]

/** What an operator should look at first; nothing where there is nothing. */
export const Attention = () => {
  const all = matters().toSorted((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone))
  if (all.length === 0) return null
  return (
    <section class="card attention" aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      <ul>
        {all.map(({ key, tone, text, tool }) => (
          <li key={key} class={tone}>
            {tool !== undefined && <a href={linkTo('tools', tool)}>{tool}</a>} {text}
          </li>
        ))}
      </ul>
    </section>
  )
}
