import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { TaskStore, TaskTally } from './store.ts'

const PER_LIFE = ['once', 'again', 'once', 'again', 'once']

export interface Killing {
  readonly kills: number
  /** The file, or the URL, of the tasks. */
  readonly place: string
  /** What looks at the tasks when all is over. */
  readonly store: TaskStore
}

/**
 * Kills servers that run tasks at random instants, each the successor of the one before, and sees in the end that no
 * task was lost and none run twice that must not be.
 */
export const killServers = async ({ kills, place, store }: Killing): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-killed-'))
  const journal = join(folder, 'journal')
  const alive = new Set<ChildProcess>()
  const told = new Map<string, string>()

  /** Starts a server that does nothing yet. */
  const spare = async (): Promise<ChildProcess> => {
    const child = fork(join(import.meta.dirname, 'killed.fixtures.ts'), [place, journal])
    alive.add(child)
    child.on('exit', () => alive.delete(child))
    await once(child, 'message')
    child.on('message', ({ id, tool }: { id?: string; tool: string }) => id && told.set(id, tool))
    return child
  }

  const kill = async (child: ChildProcess) => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  try {
    let next = spare()
    for (let life = 0; life < kills; life++) {
      const server = await next
      // The next one starts meanwhile, so that the test does not wait for it.
      next = spare()
      server.send(PER_LIFE)
      // Some die while they begin, most while they run what they have begun.
      if (life % 5 > 0) await Promise.race([once(server, 'message'), sleep(2_000)])
      await sleep(Math.random() * 120)
      await kill(server)
    }
    const last = await next
    last.send([])
    const tally = async () => {
      const answer = once(last, 'message')
      last.send('tally')
      return ((await answer) as [{ readonly tally?: TaskTally }])[0].tally
    }
    await expect
      .poll(tally, { timeout: 60_000, interval: 100 })
      .toMatchObject({ queued: 0, running: 0, waiting: 0 })
    await kill(last)

    const begun = readFileSync(journal, 'utf8').trim().split('\n')
    const runs = Map.groupBy(begun, line => line.split(' ')[1])
    for (const [id = '', lines] of runs)
      if (lines[0]?.startsWith('once')) expect([id, lines.length]).toEqual([id, 1])

    const statuses = { once: new Set<string>(), again: new Set<string>() }
    for (const [id, tool] of told) {
      const task = await store.get(id)
      expect([id, task?.status]).toEqual([id, expect.stringMatching(/^(completed|failed)$/)])
      statuses[tool as 'once' | 'again'].add(String(task?.status))
      if (task?.status === 'completed') expect(runs.has(id)).toBe(true)
      else expect(task?.end).toMatch(/died/)
    }
    expect(told.size).toBeGreaterThan(kills)
    expect(statuses.once).toEqual(new Set(['completed', 'failed']))
    expect(statuses.again).toContain('completed')
  } finally {
    for (const child of alive) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
    await store.close()
  }
}
