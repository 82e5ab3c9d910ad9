import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Check, RunResult, ScenarioResult, Standing } from './judge.ts'

const manifest = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json'))

/** Far longer than a run takes, which is a few seconds. */
const RUN_LIMIT_MS = 5 * 60_000

interface Requirements {
  readonly server: readonly string[]
  readonly not_scored: readonly { readonly scenario: string; readonly leg: string; readonly reason: string }[]
}

const read = async <T>(file: string, from: (text: string) => unknown): Promise<T> =>
  from(await readFile(file, 'utf8')) as T

/** Runs the suite's command line, with the Node that runs this. Its output goes to the file. */
const command = async (args: readonly string[], outputFile: string): Promise<number | null> => {
  const { bin } = await read<{ bin: { conformance: string } }>(manifest, JSON.parse)
  const output = createWriteStream(outputFile)
  const child = spawn(process.execPath, [join(dirname(manifest), bin.conformance), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false })
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  await finished(output.end())
  return exitCode
}

type Expected = ReadonlyMap<string, Standing>

/** What a revision requires of a server, and what it has watched beside that. */
const requiredOf = async (revision: string): Promise<Expected> => {
  const { server, not_scored } = await read<Requirements>(
    join(dirname(manifest), 'requirements', `${revision}.yaml`),
    parse,
  )
  const others = not_scored
    .filter(({ leg }) => leg === 'server')
    .map(
      ({ scenario, reason }) =>
        [
          scenario,
          reason === 'extension' && !scenario.startsWith('tasks-') ? 'optional' : 'watched',
        ] as const,
    )
  return new Map<string, Standing>([...server.map(name => [name, 'required'] as const), ...others])
}

/** For revisions without such a list: all scenarios that the suite has for them. */
const listedFor = async (revision: string, folder: string): Promise<Expected> => {
  const file = join(folder, 'list.txt')
  await command(['list', '--server', '--spec-version', revision], file)
  const lines = (await readFile(file, 'utf8')).matchAll(/^ {2}- (\S+)/gm)
  return new Map([...lines].map(([, name]) => [String(name), 'required'] as const))
}

const RESULT_FOLDER = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/

/** A scenario that broke off has a folder, and no results in it. */
const checksIn = async (folder: string): Promise<readonly Check[] | undefined> => {
  try {
    return await read<Check[]>(join(folder, 'checks.json'), JSON.parse)
  } catch {
    return undefined
  }
}

const resultsIn = async (folder: string, expected: Expected): Promise<ScenarioResult[]> => {
  const found = new Map<string, readonly Check[] | undefined>()
  for (const name of await readdir(folder)) {
    const scenario = RESULT_FOLDER.exec(name)?.[1]
    if (scenario !== undefined) found.set(scenario, await checksIn(join(folder, name)))
  }
  return [...expected].map(([scenario, standing]) => ({ scenario, standing, checks: found.get(scenario) }))
}

/** A revision that the suite has scenarios for. */
export interface Revision {
  readonly revision: string
  /** Whether the suite has a list of what the revision requires, frozen at its release. */
  readonly frozen: boolean
}

/**
 * Runs the official suite against a server.
 *
 * @param url of the MCP endpoint
 * @param folder gets what the suite writes
 */
export const runSuite = async (
  url: string,
  { revision, frozen }: Revision,
  folder: string,
): Promise<RunResult> => {
  await mkdir(folder, { recursive: true })
  const expected = frozen ? await requiredOf(revision) : await listedFor(revision, folder)
  const selection = frozen ? ['--requirements', revision] : ['--suite', 'all', '--spec-version', revision]
  const exitCode = await command(
    ['server', '--url', url, ...selection, '--output-dir', folder],
    join(folder, 'output.txt'),
  )
  return { revision, exitCode, scenarios: await resultsIn(folder, expected) }
}
