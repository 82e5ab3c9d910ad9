/** Numbers that look random and are the same for the same seed. */
export type Random = ReturnType<typeof random>

const hash = (text: string) => {
  let value = 2166136261
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 16777619)
  return value >>> 0
}

/** mulberry32: small, fast, and good enough for data that only have to look real. */
export const random = (seed: number | string) => {
  let state = typeof seed === 'string' ? hash(seed) : hash(`${seed}`)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[int(0, items.length - 1)]
    if (item === undefined) throw new Error('There is nothing to pick from an empty list')
    return item
  }
  const hex = (digits: number) => {
    let text = ''
    while (text.length < digits) text += int(0, 0xffff).toString(16).padStart(4, '0')
    return text.slice(0, digits)
  }
  return {
    next,
    int,
    pick,
    hex,
    chance: (share: number) => next() < share,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`,
    ip: () => `${pick([34, 52, 81, 104, 185, 194])}.${int(1, 254)}.${int(0, 255)}.${int(1, 254)}`,
  }
}
