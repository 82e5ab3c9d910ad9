import { createRemoteJWKSet, customFetch, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { serve } from './loopback.fixtures.ts'
import { safeFetch } from './safe-fetch.ts'

it('jose gets its keys through it, and only from where it may', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] }
  await using server = await serve((_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys)),
  )
  const token = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .sign(privateKey)
  const verify = async (host: string) => {
    await using fetch = safeFetch({
      schemes: ['http'],
      ports: [server.port],
      allowedHosts: ['keys.example.com'],
      privateNetworks: ['127.0.0.1/32'],
      contentTypes: ['application/json'],
      lookup: async () => [{ address: '127.0.0.1' }],
    })
    const url = new URL(`http://${host}:${server.port}/jwks`)
    const { payload } = await jwtVerify(token, createRemoteJWKSet(url, { [customFetch]: fetch }))
    return payload.sub
  }
  expect(await verify('keys.example.com')).toBe('ada')
  await expect(verify('other.example.com')).rejects.toThrow('Host other.example.com is not allowed')
})
