import type { FetchLike } from '@modelcontextprotocol/client'
import type { FetchImplementation } from 'jose'
import { expectTypeOf, it } from 'vitest'
import { Plinth } from '../plinth.ts'
import {
  type CodeResult,
  codeExecutor,
  codeMode,
  fileResource,
  fileTools,
  safeFetch,
  safeFiles,
} from './index.ts'

it('safeFetch stands where libraries take a fetch of one’s own', () => {
  expectTypeOf(safeFetch()).toExtend<FetchLike>()
  expectTypeOf(safeFetch()).toExtend<FetchImplementation>()
})

it('tools and resources of files can be added, and code mode takes any server', () => {
  const server = new Plinth<{ pool: string }>({ name: 'typed', lifespan: () => ({ pool: 'x' }) })
  for (const each of fileTools(safeFiles({ roots: '.' }))) server.add(each)
  server.add(fileResource(safeFiles({ roots: '.' })))
  expectTypeOf(codeMode(server)).toEqualTypeOf<{ close(): Promise<void> }>()
})

it('a result says by its status what it holds', () => {
  expectTypeOf(codeExecutor().run).returns.resolves.toEqualTypeOf<CodeResult>()
  const value = (result: CodeResult) => (result.status === 'done' ? result.value : result.console)
  expectTypeOf(value).returns.toBeUnknown()
})
