import type * as clack from '@clack/prompts'
import type { Input, Output } from './io.ts'

export type Prompts = typeof clack

/** What every question is asked with. */
export interface Asking {
  readonly prompts: Prompts
  readonly streams: { readonly input: Input; readonly output: Output; readonly signal: AbortSignal }
}

const ends = new WeakMap<Input, AbortSignal>()

/** Fires when nothing more will be typed. */
const endOf = (input: Input): AbortSignal => {
  const known = ends.get(input)
  if (known) return known
  const controller = new AbortController()
  if (input.readableEnded) controller.abort()
  else input.once('end', () => controller.abort())
  ends.set(input, controller.signal)
  return controller.signal
}

/** Loads what asks in the terminal. The end of the input, also Ctrl-D, cancels a question as Ctrl-C does. */
export const loadPrompts = async (input: Input, output: Output): Promise<Asking> => {
  const prompts = await import('@clack/prompts')
  prompts.updateSettings({ aliases: { '\x04': 'cancel' } })
  return { prompts, streams: { input, output, signal: endOf(input) } }
}
