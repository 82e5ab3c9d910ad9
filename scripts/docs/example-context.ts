import type { PublicName } from './public-names.ts'
import { type Statement, statementsOf } from './statements.ts'

/** What examples use beside the platform's own names. */
const OTHERS = `
import { join } from 'node:path'
import { inspect } from 'node:util'
import { z } from 'zod'
const server = new Plinth({ name: 'shop' })
`

/**
 * What examples in doc comments need not show: imports of all public names, and a few others. Where two imports have the
 * same name, the file that an example stands in decides.
 */
export const exampleContext = (names: readonly PublicName[]): Statement[] => {
  const imports = names.map(
    ({ name, isType, specifier }) => `import ${isType ? 'type ' : ''}{ ${name} } from '${specifier}'`,
  )
  return statementsOf(`${[...new Set(imports)].join('\n')}\n${OTHERS}`)
}
