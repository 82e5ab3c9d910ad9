import { needs } from '@plinth/test-support'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { OPERATOR_TOKEN, startShop, TOKEN } from '../src/operate/rest/running-shop.fixtures.ts'
import { type Opened, startBrowser } from './browser.fixtures.ts'

const { describe, it } = needs('chromium')

const SIGNED_IN = { 'plinth.operator': OPERATOR_TOKEN, 'plinth.caller': TOKEN }

describe('the web console', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let shop: Awaited<ReturnType<typeof startShop>>

  beforeAll(async () => {
    const env = { MCP_SERVER_TOKEN: TOKEN, MCP_OPERATOR_TOKEN: OPERATOR_TOKEN }
    ;[browser, shop] = await Promise.all([startBrowser(), startShop(env)])
  })
  afterEach(() => browser.closePages())
  afterAll(async () => {
    await Promise.all([browser?.close(), shop?.stop()])
  })

  const open = (view: string, session: Readonly<Record<string, string>> = SIGNED_IN): Promise<Opened> =>
    browser.open(`${shop.url}/console#/${view}`, { session })

  const call = (tool: string, body: object = {}): Promise<Response> =>
    fetch(`${shop.url}/tools/${tool}/execute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('shows how the server is, and asks nobody else for anything', async () => {
    const { page, faults, hosts } = await open('overview')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await page.getByRole('banner').textContent()).toContain('shop')
    await page.getByText('Every circuit breaker is closed').waitFor()
    await page.getByRole('img', { name: /^Calls per second/ }).waitFor()
    for (const view of ['Tools', 'Activity', 'Configuration']) {
      await page.getByRole('link', { name: view, exact: true }).click()
      await page.getByRole('heading', { name: view, level: 1 }).waitFor()
    }
    await page.getByRole('cell', { name: 'env(MCP_OPERATOR_TOKEN)' }).waitFor()
    const text = await page.textContent('main')
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain(OPERATOR_TOKEN)
    expect([faults, [...hosts]]).toEqual([[], [new URL(shop.url).host]])
  })

  it('says first which tool fails again and again, and why', async () => {
    const { page } = await open('overview')
    await page.getByText('Live', { exact: true }).waitFor()
    for (let count = 0; count < 3; count++) await call('broken')
    const matter = page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem')
    const failing = matter.filter({ hasText: /failed 3 times in the last ten minutes/ })
    await failing.getByRole('link', { name: 'broken' }).click()
    await page.getByRole('region', { name: 'State' }).getByText('INTERNAL_ERROR').waitFor()
    expect(await page.title()).toMatch(/shop/)
  })

  it('is told at once of what happens', async () => {
    const { page } = await open('activity')
    await page.getByText('Live', { exact: true }).waitFor()
    await call('broken')
    const row = page.getByRole('row').filter({ hasText: 'broken' })
    await row.first().waitFor()
    expect(await row.first().textContent()).toContain('INTERNAL_ERROR')
    await page.locator('.log').getByText('tool.error').first().waitFor()
    expect(await page.textContent('main')).not.toContain('hunter2')
    await page.getByLabel('Filter the audit').fill('no such thing')
    await page.getByText('Nothing like that.').waitFor()
  })

  it('shows calls that went well to those who want to see them', async () => {
    const { page } = await open('activity')
    await page.getByLabel('Calls that went well').check()
    await page.getByText('Live', { exact: true }).waitFor()
    await call('order', { item: 'tea' })
    const row = page.getByRole('row').filter({ hasText: 'order' }).filter({ hasText: 'Success' })
    await row.waitFor()
  })

  it('runs a tool by a form that is made from its schema', async () => {
    const { page, faults } = await open('tools/order')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('This is needed').waitFor()
    expect(await page.locator(':focus').getAttribute('id')).toBe('run-item')
    await page.getByLabel('item').fill('tea')
    await page.getByLabel('count').fill('3')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run it' }).click()
    const result = page.getByRole('region', { name: 'Structured result' })
    expect(JSON.parse((await result.textContent()) ?? '')).toEqual({ item: 'tea', count: 3 })
    expect(faults).toEqual([])
  })

  it('asks for an object piece by piece, and says beside each what is wrong', async () => {
    const { page } = await open('tools/ship')
    const [to, from] = ['to', 'from'].map(name => page.getByRole('group', { name }))
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await to?.getByText('This is needed').waitFor()
    expect(await from?.getByText('This is needed').count()).toBe(0)
    expect(await page.locator(':focus').getAttribute('id')).toBe('run-to/city')
    await to?.getByLabel('city').fill('Oslo')
    await to?.getByLabel('house').fill('7')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    const result = page.getByRole('region', { name: 'Structured result' })
    expect(JSON.parse((await result.textContent()) ?? '')).toEqual({ to: { city: 'Oslo', house: 7 } })
  })

  it('tells what a tool finds wrong with its arguments, given as JSON too', async () => {
    const { page } = await open('tools/order')
    await page.getByRole('button', { name: 'Edit as JSON' }).click()
    await page.getByLabel('Arguments').fill('{"item": "tea", "count": 0')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.locator('#run-arguments-problem').waitFor()
    await page.getByLabel('Arguments').fill('{"item": "tea", "count": 0}')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run it' }).click()
    await page.getByTestId('result').getByText('VALIDATION_ERROR').waitFor()
    expect(await page.getByTestId('result').textContent()).toContain('count')
  })

  it('asks what a tool asks, and hands on the answer', async () => {
    const { page } = await open('tools/asks')
    const run = async (button: string) => {
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await page.getByRole('button', { name: 'Run it' }).click()
      await page.getByRole('group', { name: 'Really?' }).getByLabel('sure').check()
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('heading', { name: 'Result' }).waitFor()
      return page.getByTestId('result').textContent()
    }
    expect(await run('Answer')).toContain('accept')
    expect(await run('Decline')).toContain('decline')
  })

  it('cancels a call', async () => {
    const { page } = await open('tools/slow')
    await page.getByLabel('ms').fill('60000')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run it' }).click()
    await shop.says('slow began')
    await page.getByTestId('result').getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('The call was cancelled.').waitFor()
    await shop.says('slow was cancelled')
  })

  it('disables a tool and enables it again', async () => {
    const { page } = await open('tools')
    const toggle = page.getByRole('switch', { name: 'whoami enabled' })
    await toggle.click()
    await page.getByText('whoami is disabled').waitFor({ state: 'attached' })
    expect((await call('whoami')).status).toBe(403)
    await page.getByRole('link', { name: 'whoami', exact: true }).click()
    await page.getByText('The tool is disabled.').waitFor()
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('switch').click()
    await page.getByText('The tool is disabled.').waitFor({ state: 'detached' })
    expect((await call('whoami')).status).toBe(200)
  })

  it('shows that a breaker opens, why, and holds it', async () => {
    const { page } = await open('tools/flaky')
    const state = page.getByRole('region', { name: 'State' })
    await state.getByText('Closed', { exact: true }).waitFor()
    for (let count = 0; count < 2; count++) await call('flaky')
    await state.getByText('Open', { exact: true }).waitFor()
    await page.getByText('The carrier does not answer').first().waitFor()
    await page.getByLabel('Held closed').check()
    await page.getByText('The breaker of flaky is held closed').waitFor({ state: 'attached' })
    await state.getByText('Closed', { exact: true }).waitFor()
    await page.getByLabel('On its own').check()
    await page.getByText('The breaker of flaky works on its own').waitFor({ state: 'attached' })
  })
})
