import type { HealthCheck } from '../operate/health-check.ts'
import type { Instrument } from '../operate/metric-families.ts'

/** What a server or a module has to be looked after by, beside its components. */
export interface Attachments {
  readonly checks: HealthCheck[]
  readonly instruments: Instrument[]
  /** Those of the modules mounted here, under the name that sets their checks apart. */
  readonly mounted: { readonly name: string; readonly attachments: Attachments }[]
}

export const noAttachments = (): Attachments => ({ checks: [], instruments: [], mounted: [] })

/** Every check, of modules too: there a name has that of its mount before it. */
export const checksOf = ({ checks, mounted }: Attachments): readonly HealthCheck[] => [
  ...checks,
  ...mounted.flatMap(({ name, attachments }) =>
    checksOf(attachments).map(check => ({
      name: `${name}.${check.name}`,
      priority: check.priority,
      check: (signal: AbortSignal) => check.check(signal),
      stop: () => check.stop?.(),
    })),
  ),
]

/** Every instrument once, however often its module is mounted. */
export const instrumentsOf = ({ instruments, mounted }: Attachments): readonly Instrument[] => [
  ...new Set([...instruments, ...mounted.flatMap(({ attachments }) => instrumentsOf(attachments))]),
]

/** Takes over what a mounted module has, now and later; what was mounted by this name already stays once. */
export const attach = ({ mounted }: Attachments, name: string, attachments: Attachments): void => {
  const isKnown = mounted.some(each => each.name === name && each.attachments === attachments)
  if (!isKnown) mounted.push({ name, attachments })
}
