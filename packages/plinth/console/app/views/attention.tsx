import { linkTo } from '../route.ts'
import { dropped, health, tools } from '../state.ts'

interface Matter {
  readonly key: string
  readonly tone: 'bad' | 'warn' | 'off'
  readonly text: string
  readonly tool?: string
}

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
  const all = matters()
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
