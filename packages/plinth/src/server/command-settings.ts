import { commandControlsOf } from '../command/controls.ts'
import type { CommandSettingsUpdate } from '../command/settings.ts'

/** Gives the general settings to every command tool, also to those that are enabled or added later. */
export const createCommandSettings = () => {
  let settings: CommandSettingsUpdate | undefined
  const apply = (declared: readonly object[]): void => {
    if (settings) for (const definition of declared) commandControlsOf(definition)?.configure(settings)
  }
  return {
    apply,
    configure(update: CommandSettingsUpdate, declared: readonly object[]): void {
      settings = update
      apply(declared)
    },
  }
}
