import type { Output } from '../io.ts'
import { oneLine } from '../printable.ts'

/** What a server says of how far it is. */
export interface Progress {
  readonly progress: number
  readonly total?: number | undefined
  readonly message?: string | undefined
}

/** Shows how far a call is, on one line of a terminal that is wiped in the end. */
export interface ProgressBar {
  show(progress: Progress): void
  /** Shows a text in its place, which is one line. */
  say(text: string): void
  /** Takes the line away, for what is written next. */
  clear(): void
}

const WIDTH = 24
const WIPE = '\r\u001b[2K'

const bar = ({ progress, total }: Progress): string => {
  if (total === undefined || !(total > 0)) return String(progress)
  const done = Math.min(1, Math.max(0, progress / total))
  const filled = Math.round(done * WIDTH)
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.floor(done * 100)}%`
}

/** A bar on a terminal; elsewhere nothing is shown. */
export const progressBar = (stream: Output): ProgressBar => {
  if (!stream.isTTY) return { show() {}, say() {}, clear() {} }
  let shown = false
  const say = (text: string) => {
    stream.write(WIPE + text.slice(0, (stream.columns ?? 80) - 1))
    shown = true
  }
  return {
    show: progress => say(`${bar(progress)}  ${oneLine(progress.message ?? '')}`.trimEnd()),
    say,
    clear() {
      if (shown) stream.write(WIPE)
      shown = false
    },
  }
}
