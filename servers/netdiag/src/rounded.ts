/** Milliseconds to three decimals: what clocks and networks can tell. */
export const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000
