import type { ServeFlags } from '../run-target.ts'

export interface DevFlags extends ServeFlags {
  /** Folders to watch beside that of the server. */
  readonly watch?: readonly string[]
  readonly inspect?: boolean
}
