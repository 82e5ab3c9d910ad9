import { Client } from '@modelcontextprotocol/client'
import { expect, it } from 'vitest'
import { loadClient } from './load-client.ts'

const fails = (message: string) => async () => {
  throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' })
}

it('loads the official client', async () => {
  expect((await loadClient()).Client).toBe(Client)
})

it('says how to install a client that is not there', async () => {
  await expect(
    loadClient(fails("Cannot find package '@modelcontextprotocol/client' imported from connect.js")),
  ).rejects.toThrow('npm install --save-dev @modelcontextprotocol/client')
})

it('does not hide that something else is missing, or broken', async () => {
  await expect(loadClient(fails("Cannot find package 'jose'"))).rejects.toThrow("Cannot find package 'jose'")
  await expect(loadClient(() => Promise.reject(new SyntaxError('broken')))).rejects.toThrow('broken')
})
