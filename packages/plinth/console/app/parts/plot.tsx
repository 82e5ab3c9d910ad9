import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { colour, colours } from '../theme.ts'

export interface Series {
  readonly label: string
  /** The name of a colour of the style sheet. */
  readonly colour: string
  readonly values: readonly number[]
  /** Filled down to the axis. */
  readonly filled?: boolean
}

export interface PlotProps {
  readonly title: string
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly format: (value: number) => string
}

const HEIGHT = 190
const FONT = '12px system-ui, "DejaVu Sans", sans-serif'

const optionsOf = ({ series, format }: PlotProps, width: number): uPlot.Options => {
  const axis = { stroke: colour('muted'), grid: { stroke: colour('grid'), width: 1 }, ticks: { show: false } }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        font: FONT,
        size: 26,
        space: 76,
        values: (_, times, __, ___, step) => times.map(time => timeOfDay(time, step)),
      },
      { ...axis, font: FONT, size: 62, values: (_, all) => all.map(format) },
    ],
    series: [
      {},
      ...series.map(({ colour: name, filled }) => ({
        stroke: colour(name),
        width: 2,
        points: { show: false },
        ...(filled ? { fill: colour(`${name}-soft`) } : {}),
      })),
    ],
  }
}

/** @param step seconds between two marks */
const timeOfDay = (seconds: number, step: number): string =>
  new Date(seconds * 1_000).toTimeString().slice(0, step < 60 ? 8 : 5)

/** What a plot shows, in a sentence, for those who do not see it. */
const said = ({ times, series, format }: PlotProps): string => {
  if (times.length === 0) return 'No data yet.'
  const parts = series.map(({ label, values }) => {
    const top = Math.max(...values)
    return `${label}: ${format(values.at(-1) ?? 0)} now, ${format(top)} at most`
  })
  return `The last ten minutes. ${parts.join('; ')}.`
}

/** Lines over time. */
export const Plot = (props: PlotProps) => {
  const { title, times, series, format } = props
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const painted = colours.value
  const data = [times, ...series.map(({ values }) => values)].map(each => [...each]) as uPlot.AlignedData

  useEffect(() => {
    const place = holder.current
    if (!place) return
    const made = new uPlot(optionsOf(props, place.clientWidth), data, place)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: HEIGHT }))
    observer.observe(place)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [painted])
  useEffect(() => plot.current?.setData(data))

  return (
    <figure class="card plot">
      <figcaption>
        <strong>{title}</strong>
        <span class="legend">
          {series.map(({ label, colour: name, values }) => (
            <span key={label} class={`key ${name}`}>
              {label} <b>{values.length > 0 ? format(values.at(-1) ?? 0) : '–'}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={holder} role="img" aria-label={`${title}. ${said(props)}`} />
    </figure>
  )
}
