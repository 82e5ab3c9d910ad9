import { bytes, count, duration, percent, span } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { Heading } from '../parts/heading.tsx'
import { Plot } from '../parts/plot.tsx'
import { health, metrics, traffic } from '../state.ts'
import type { TrafficPoint } from '../types.ts'
import { Attention } from './attention.tsx'

const RECENT = 12

const sum = (points: readonly TrafficPoint[], of: (point: TrafficPoint) => number): number =>
  points.reduce((total, point) => total + of(point), 0)

const rate = ({ calls, seconds }: TrafficPoint): number => calls / seconds

const Figure = ({ name, value, note }: { name: string; value: string; note: string }) => (
  <div class="card figure">
    <dt>{name}</dt>
    <dd>{value}</dd>
    <dd class="quiet">{note}</dd>
  </div>
)

const Figures = () => {
  const recent = traffic.value.slice(-RECENT)
  const calls = sum(recent, point => point.calls)
  const failed = sum(recent, point => point.failures)
  const busy = recent.findLast(point => point.p95 > 0)
  const { system, tools = {} } = metrics.value ?? {}
  const active = Object.values(tools).reduce((total, tool) => total + tool.active, 0)
  return (
    <dl class="figures">
      <Figure
        name="Calls"
        value={`${count(recent.length > 0 ? calls / sum(recent, point => point.seconds) : 0)} / s`}
        note={`${count(calls)} in the last minute`}
      />
      <Figure
        name="Failures"
        value={percent(calls === 0 ? 0 : failed / calls)}
        note={`${count(failed)} in the last minute`}
      />
      <Figure name="Latency" value={busy ? duration(busy.p95) : '–'} note="95th percentile" />
      <Figure name="Under way" value={count(active)} note="calls at the moment" />
      {system && (
        <Figure
          name="Up for"
          value={span(system.uptime)}
          note={`${bytes(system.memory.rss)} of memory in use`}
        />
      )}
    </dl>
  )
}

const Plots = () => {
  const points = traffic.value
  const times = points.map(({ at }) => at / 1_000)
  const of = (read: (point: TrafficPoint) => number) => points.map(read)
  return (
    <div class="plots">
      <Plot
        title="Calls per second"
        times={times}
        format={count}
        series={[
          { label: 'All', colour: 'plot-1', values: of(rate), filled: true },
          { label: 'Failed', colour: 'plot-bad', values: of(point => point.failures / point.seconds) },
        ]}
      />
      <Plot
        title="Latency"
        times={times}
        format={duration}
        series={[
          { label: 'p99', colour: 'plot-3', values: of(({ p99 }) => p99) },
          { label: 'p95', colour: 'plot-2', values: of(({ p95 }) => p95) },
          { label: 'p50', colour: 'plot-1', values: of(({ p50 }) => p50) },
        ]}
      />
    </div>
  )
}

const Checks = () => (
  <section class="card" aria-labelledby="checks">
    <h2 id="checks">Health checks</h2>
    <ul class="checks">
      {Object.entries(health.value?.checks ?? {}).map(
        ([name, { status, message, priority, checked_at: at, duration: ms, stale }]) => (
          <li key={name}>
            <Badge status={status} note={stale ? 'stale' : undefined} />
            <div>
              <strong>{name.replaceAll('_', ' ')}</strong> <span>{message}</span>
            </div>
            <small class="quiet" title={at && `Checked at ${at}`}>
              {priority} · {count(ms)} ms
            </small>
          </li>
        ),
      )}
    </ul>
  </section>
)

export const OverviewView = () => (
  <>
    <Heading title="Overview" />
    <Attention />
    <Figures />
    {metrics.value ? (
      <Plots />
    ) : (
      <p class="notice">
        This server collects no metrics, so that there is nothing to plot. Set{' '}
        <code>MCP_ENABLE_METRICS=true</code> and install <code>prom-client</code>.
      </p>
    )}
    <Checks />
  </>
)
