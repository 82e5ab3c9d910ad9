import { readText, readYaml } from '../testing/files.fixtures.ts'

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly expr: string
      readonly annotations: { readonly summary: string; readonly runbook: string }
    }[]
  }[]
}
interface Dashboard {
  readonly uid: string
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string | { query: string } }[]
  }
  readonly panels: readonly {
    readonly id: number
    readonly title: string
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
    readonly targets?: readonly { readonly expr: string }[]
  }[]
}

export const alerts = (readYaml('prometheus/rules.yaml') as Rules).groups.flatMap(({ rules }) => rules)
export const dashboard: Dashboard = JSON.parse(readText('grafana/plinth.json'))

/** A query as Prometheus gets it, once Grafana has put its variables in. */
const filledIn = (query: string): string =>
  query.replaceAll('$__rate_interval', '1m').replace(/\$(job|instance)/g, '.+')

/** Every expression that is asked of Prometheus, with where it stands. */
export const expressions: readonly (readonly [where: string, expression: string])[] = [
  ...alerts.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [`panel ${title}`, filledIn(expr)] as const),
  ),
  ...dashboard.templating.list.flatMap(({ name, query }) => {
    const [, series] =
      /^label_values\((.*), \w+\)$/.exec(typeof query === 'string' ? query : query.query) ?? []
    return series ? [[`variable ${name}`, filledIn(series)] as const] : []
  }),
]
