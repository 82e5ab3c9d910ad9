/** A decimal number, exactly: `units / 10 ** scale`. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** At most 15 digits on each side of the point. */
export const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/

/** @param text as {@link DECIMAL} has it */
export const decimal = (text: string): Decimal => {
  const [whole = '', fraction = ''] = text.split('.')
  return { units: BigInt(whole + fraction), scale: fraction.length }
}

const unitsAt = ({ units, scale }: Decimal, wanted: number): bigint => units * 10n ** BigInt(wanted - scale)

export const plus = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}

export const times = (a: Decimal, b: Decimal): Decimal => ({
  units: a.units * b.units,
  scale: a.scale + b.scale,
})

/** Rounds half away from zero, as bills do. */
export const rounded = ({ units, scale }: Decimal, places: number): Decimal => {
  if (scale <= places) return { units: unitsAt({ units, scale }, places), scale: places }
  const unit = 10n ** BigInt(scale - places)
  const half = units < 0n ? -unit / 2n : unit / 2n
  return { units: (units + half) / unit, scale: places }
}

export const textOf = ({ units, scale }: Decimal): string => {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return units < 0n ? `-${text}` : text
}
