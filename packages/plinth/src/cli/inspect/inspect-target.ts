import { withClient } from '../client.ts'
import { type ClientFlags, REVISIONS } from '../client-options.ts'
import type { Io } from '../io.ts'
import { stylesFor } from '../style.ts'
import { resolveTarget, type Target } from '../target.ts'
import { makeReport, type Report } from './report.ts'
import { showReport } from './show-report.ts'

/** The revisions that a server can be reached with; unless one was named, each is tried. */
const spoken = async (target: Target, flags: ClientFlags, io: Io): Promise<string[]> => {
  const found: string[] = []
  if (flags.revision !== undefined) return found
  for (const revision of REVISIONS)
    await withClient(target, io, { ...flags, revision, verbose: false }, async () =>
      found.push(revision),
    ).catch(() => {})
  return found
}

/** Prints everything that a target says of itself. */
export const inspectTarget = async (
  text: string | undefined,
  flags: ClientFlags & { readonly json?: boolean },
  io: Io,
): Promise<void> => {
  const target = resolveTarget(text, io)
  const report: Report = await withClient(target, io, flags, async client =>
    makeReport(client, await spoken(target, flags, io)),
  )
  const { stdout, env } = io
  stdout.write(
    flags.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : showReport(report, stylesFor(stdout, env), stdout.columns),
  )
}
