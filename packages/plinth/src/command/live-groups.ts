const live = new Set<number>()

const endAll = (): void => {
  for (const group of live) killGroup(group, 'SIGKILL')
}

/** Sends a signal to every process of a group. That it is gone already, or not ours to end, is no error. */
export const killGroup = (group: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-group, signal)
  } catch {
    // ESRCH or EPERM: there is nothing left that could be done about it.
  }
}

/**
 * Remembers a running process group, so that it ends with this process: a group of its own does not end by itself.
 *
 * @returns what forgets it again
 */
export const trackGroup = (group: number): (() => void) => {
  if (live.size === 0) process.once('exit', endAll)
  live.add(group)
  return () => {
    live.delete(group)
    if (live.size === 0) process.off('exit', endAll)
  }
}
