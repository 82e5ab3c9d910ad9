import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const JWT = pathToFileURL(join(import.meta.dirname, 'jwt.ts')).href

const HOOKS = `
import { registerHooks } from 'node:module'
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'jose') throw new Error('not installed')
    return next(specifier, context)
  },
})`

const PROGRAM = `
import { setTimeout as sleep } from 'node:timers/promises'
const { jwt } = await import(${JSON.stringify(JWT)})
const verify = jwt({ jwksUrl: 'https://login.example.com/jwks', issuer: 'x', audience: 'y' })
await sleep(20)
console.log(JSON.stringify(await verify('Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA')))`

it('where jose is not installed, signed tokens cannot be checked, and the log can say why', async () => {
  const hooks = `data:text/javascript,${encodeURIComponent(HOOKS)}`
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--conditions=plinth-source', '--import', hooks],
    ...['--input-type=module', '--eval', PROGRAM],
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    fault: 'unavailable',
    reason: expect.stringContaining('npm install jose'),
  })
})
