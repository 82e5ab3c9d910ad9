import type { Metric, Registry } from 'prom-client'
import type { Instrument } from './metric-families.ts'

const nameOf = (instrument: Instrument): string | undefined =>
  'name' in instrument && typeof instrument.name === 'string' ? instrument.name : undefined

const isMetric = (instrument: Instrument): instrument is Metric =>
  typeof instrument.get === 'function' && nameOf(instrument) !== undefined

/** @throws TypeError when it is no instrument, or there is another of that name */
export const addInstrument = (registry: Registry, instrument: Instrument): void => {
  const name = nameOf(instrument)
  if (!isMetric(instrument) || name === undefined)
    throw new TypeError(
      'A metric has to be an instrument of prom-client: new Counter({ name, help, registers: [] })',
    )
  const known = registry.getSingleMetric(name)
  if (known && known !== instrument)
    throw new TypeError(`There is a metric "${name}" already: give yours another name, as "${name}_own"`)
  registry.registerMetric(instrument)
}
