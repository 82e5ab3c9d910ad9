import type { Config } from '../../config/index.ts'
import type { Project } from '../lint/source/project.ts'
import { calledName } from '../lint/source/syntax.ts'
import { nodesOf } from '../lint/source/walk.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

const { ok, warning } = inArea('middleware')

const RECOMMENDED: readonly string[] = ['production', 'productionParts']

/** Whether callers who come by the network meet any limit: the recommended middleware, or one of its own. */
export function* checkProtection({ server }: Config, { files }: Project): Generator<Diagnosis> {
  if (server.transport !== 'http') return
  const called = new Set(
    [...files.values()].flatMap(({ program }) =>
      nodesOf(program, 'CallExpression').map(({ node }) => calledName(node.callee)),
    ),
  )
  if (RECOMMENDED.some(name => called.has(name))) yield ok('The recommended middleware is in the source')
  else if (!called.has('rateLimit'))
    yield warning(
      'It serves over HTTP, and nothing in its source limits callers or records calls: production() is not there',
      "import { production } from 'plinth/middleware', and run(config => server.use(...production(config)))",
    )
}
