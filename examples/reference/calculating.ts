import { z } from 'zod'
import type { ReferenceServer } from './base.ts'
import { DECIMAL, decimal, plus, rounded, textOf, times } from './decimal.ts'

const amount = z.string().regex(DECIMAL, 'must be a decimal number in quotes, like "19.90"')

const Bill = z.object({
  items: z.array(z.object({ price: amount, quantity: amount.default('1') })).max(1_000),
  taxPercent: amount.default('0'),
  places: z.int().min(0).max(15).default(2).describe('Digits behind the point'),
})

/** Floating point has no 0.1, and models no patience: both get sums wrong, and this does not. */
export const totalOf = ({ items, taxPercent, places }: z.infer<typeof Bill>) => {
  const sum = items.reduce(
    (sum, { price, quantity }) => plus(sum, times(decimal(price), decimal(quantity))),
    decimal('0'),
  )
  const net = rounded(sum, places)
  const tax = rounded(times(net, times(decimal(taxPercent), decimal('0.01'))), places)
  return { net: textOf(net), tax: textOf(tax), total: textOf(plus(net, tax)) }
}

export const addCalculating = (server: ReferenceServer) => {
  server.tool(
    'calculate_total',
    {
      description: 'Adds up prices exactly. Use it for every sum of money, however small.',
      input: Bill,
      output: z.object({ net: z.string(), tax: z.string(), total: z.string() }),
      annotations: { readOnlyHint: true },
    },
    bill => totalOf(bill),
  )

  server.tool(
    'run_code',
    {
      description:
        'Runs JavaScript: the body of an async function that returns a value. It may call `await calculateTotal(bill)`.',
      input: z.object({ code: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ code }, { deps, tenant, signal }) =>
      deps.effects.use(tenant, ({ executor }) =>
        executor.run(code, {
          signal,
          functions: { calculateTotal: bill => totalOf(Bill.parse(bill)) },
        }),
      ),
  )
}
