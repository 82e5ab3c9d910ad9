import { needs } from '@plinth/test-support'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import { OPERATOR_TOKEN, startShop, TOKEN } from '../src/operate/rest/running-shop.fixtures.ts'
import { startBrowser, violationsIn } from './browser.fixtures.ts'

const { describe, it } = needs('chromium')

type Shop = Awaited<ReturnType<typeof startShop>>

describe('the web console', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let closed: Shop
  let open: Shop

  beforeAll(async () => {
    const env = { MCP_SERVER_TOKEN: TOKEN, MCP_OPERATOR_TOKEN: OPERATOR_TOKEN }
    ;[browser, closed, open] = await Promise.all([startBrowser(), startShop(env), startShop()])
  })
  afterEach(() => browser.closePages())
  afterAll(async () => {
    await Promise.all([browser?.close(), closed?.stop(), open?.stop()])
  })

  it('asks for a credential, says when it is wrong or not one of an operator, and forgets it', async () => {
    const { page, faults } = await browser.open(`${closed.url}/console`)
    const field = page.getByLabel('Operator credential')
    const signIn = page.getByRole('button', { name: 'Sign in' })
    await field.waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await violationsIn(page)).toEqual([])
    await field.fill('certainly-not-the-token')
    await signIn.click()
    await page.getByText('The server does not know this credential.').waitFor()
    expect(await violationsIn(page)).toEqual([])
    await field.fill(TOKEN)
    await signIn.click()
    await page.getByText('it is not one of an operator').waitFor()
    await field.fill(OPERATOR_TOKEN)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const kept = () =>
      page.evaluate(() => [Object.values(sessionStorage), Object.values(localStorage)].flat())
    expect(await kept()).toContain(OPERATOR_TOKEN)
    expect(await page.evaluate(() => Object.values(localStorage))).not.toContain(OPERATOR_TOKEN)
    await page.reload()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await field.waitFor()
    expect(await kept()).not.toContain(OPERATOR_TOKEN)
    expect(faults).toEqual([])
  })

  it('asks for the credential of a caller where that of an operator calls no tools', async () => {
    const { page } = await browser.open(`${closed.url}/console#/tools/whoami`, {
      session: { 'plinth.operator': OPERATOR_TOKEN },
    })
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run it' }).click()
    await page.getByLabel('Credential of a caller').fill(TOKEN)
    await page.getByRole('button', { name: 'Run with it' }).click()
    await page.getByRole('heading', { name: 'Result' }).waitFor()
    expect(await page.getByTestId('result').textContent()).toContain('"token"')
  })

  it('needs no credential where this machine alone can reach the server', async () => {
    const { page } = await browser.open(`${open.url}/console#/tools/order`)
    await page.getByLabel('item').fill('tea')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run it' }).click()
    await page.getByRole('region', { name: 'Structured result' }).waitFor()
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0)
  })

  it('connects again when the server was away', async () => {
    const { page } = await browser.open(`${open.url}/console`)
    const connection = page.getByTestId('connection')
    await connection.getByText('Live').waitFor()
    const port = new URL(open.url).port
    await open.stop()
    await connection.getByText('Not connected').waitFor()
    await page.getByRole('alert').getByText('Not connected.').waitFor()
    open = await startShop({ MCP_SERVER_PORT: port })
    await vi.waitFor(
      async () => {
        const button = page.getByRole('button', { name: 'Try now' })
        if (await button.isVisible()) await button.click({ timeout: 1_000 })
        expect(await connection.textContent()).toBe('Live')
      },
      { timeout: 15_000, interval: 200 },
    )
  })
})
