import { needs } from '@plinth/test-support'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { asCaller, OPERATOR_TOKEN, startShop, TOKEN } from '../src/operate/rest/running-shop.fixtures.ts'
import { type Opened, startBrowser, violationsIn } from './browser.fixtures.ts'

const { describe, it } = needs('chromium')

const OPERATOR = { 'plinth.operator': OPERATOR_TOKEN }
const BOTH = { ...OPERATOR, 'plinth.caller': TOKEN }

describe('tasks in the web console', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let shop: Awaited<ReturnType<typeof startShop>>

  beforeAll(async () => {
    const env = { MCP_SERVER_TOKEN: TOKEN, MCP_OPERATOR_TOKEN: OPERATOR_TOKEN, MCP_ENABLE_METRICS: 'true' }
    ;[browser, shop] = await Promise.all([startBrowser(), startShop(env)])
  })
  afterEach(() => browser.closePages())
  afterAll(async () => {
    await Promise.all([browser?.close(), shop?.stop()])
  })

  const open = async (
    view: string,
    session: Readonly<Record<string, string>> = BOTH,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<Opened> => {
    const opened = await browser.open(`${shop.url}/console#/${view}`, { session, colorScheme })
    await opened.page.getByText('Live', { exact: true }).waitFor()
    return opened
  }

  /** Makes a task that waits for an answer, as any client. */
  const begin = async (item: string): Promise<string> => {
    const response = await fetch(`${shop.url}/tools/stock/tasks`, {
      method: 'POST',
      headers: { ...asCaller, 'content-type': 'application/json' },
      body: JSON.stringify({ item }),
    })
    expect(response.status).toBe(202)
    const made = (await response.json()) as { id: string }
    return made.id
  }

  const rowOf = (page: Page, id: string) => page.getByRole('row').filter({ hasText: id.slice(0, 8) })

  const run = async (page: Page) => {
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run it' }).click()
  }

  it('shows each task as it comes and goes, and not what it is about; cancels one by the keyboard', async () => {
    const { page, faults, hosts } = await open('tasks', OPERATOR)
    await page.getByText('There are no tasks.').waitFor()
    const id = await begin('tea')
    const row = rowOf(page, id)
    await row.getByText('Asks', { exact: true }).waitFor()
    const text = await row.textContent()
    expect(text).toContain('stock')
    expect(text).toMatch(/in 23 h 5\d min/)
    expect(await page.textContent('main')).not.toContain('looking')
    await row.getByRole('button', { name: /^Cancel stock/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Let it go on' }).press('Enter')
    expect(await row.textContent()).toContain('Asks')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Cancel the task' }).press('Enter')
    await row.getByText('Cancelled', { exact: true }).waitFor()
    await page.getByText('The task of stock is cancelled').waitFor()
    expect(await row.getByRole('button').count()).toBe(0)
    await page.getByRole('link', { name: 'Activity', exact: true }).click()
    await page.getByRole('cell', { name: 'task.cancel' }).waitFor()
    expect([faults, [...hosts]]).toEqual([[], [new URL(shop.url).host]])
  })

  it('shows those of one status', async () => {
    const id = await begin('coffee')
    const { page } = await open('tasks')
    await rowOf(page, id).waitFor()
    await page.getByLabel('Status').selectOption('Completed')
    await rowOf(page, id).waitFor({ state: 'detached' })
    await page.getByText('There is no such task.').waitFor()
    await page.getByLabel('Status').selectOption('Waiting for answers')
    await rowOf(page, id).waitFor()
  })

  it('runs a tool as a task where its caller wants that, follows it and cancels it', async () => {
    const { page } = await open('tools/haul')
    await page.getByLabel('Run as a task').check()
    await run(page)
    const result = page.getByTestId('result')
    await result.getByText('50 % · hauling').waitFor()
    expect(await result.getByRole('progressbar').getAttribute('value')).toBe('1')
    await result.getByRole('link', { name: 'the task' }).click()
    await page.getByRole('heading', { name: 'Task of haul' }).waitFor()
    await page.getByText('50 % · hauling').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel the task' }).click()
    await page.getByText('The task was cancelled').waitFor()
  })

  it('answers what a task asks, and shows what it came to, also later', async () => {
    const { page, faults } = await open('tools/stock')
    await page.getByText('Calls of this tool run as tasks.').waitFor()
    await page.getByLabel('item').fill('tea')
    await run(page)
    await page.getByRole('heading', { name: 'The task asks' }).waitFor()
    const address = await page.getByRole('link', { name: 'the task' }).getAttribute('href')
    await page.getByRole('group', { name: 'Where?' }).getByLabel('place').fill('north')
    await page.getByRole('button', { name: 'Answer' }).click()
    const structured = page.getByRole('region', { name: 'Structured result' })
    const came = async () => JSON.parse((await structured.textContent()) ?? '')
    expect(await came()).toEqual({ item: 'tea', place: 'north' })
    await page.goto(`${shop.url}/console${address}`)
    await page.getByRole('heading', { name: 'Task of stock' }).waitFor()
    expect(await came()).toEqual({ item: 'tea', place: 'north' })
    expect(faults).toEqual([])
  })

  it('keeps what a task came to from operators whose it is not, and does not know one that there is not', async () => {
    const id = await begin('cocoa')
    const { page } = await open(`tasks/${id}`, OPERATOR)
    await page.getByText('between its owner and the tool').waitFor()
    expect(await page.getByRole('group').count()).toBe(0)
    await page.goto(`${shop.url}/console#/tasks/never`)
    await page.getByRole('alert').getByText('Task not found').waitFor()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has nothing that an accessibility checker objects to, ${colorScheme}`, async () => {
      const id = await begin('milk')
      const { page } = await open('tasks', BOTH, colorScheme)
      await rowOf(page, id).waitFor()
      await page.getByText('Room in the store').waitFor()
      expect(await violationsIn(page), 'the list').toEqual([])
      await rowOf(page, id).getByRole('link').click()
      await page.getByRole('group', { name: 'Where?' }).waitFor()
      expect(await violationsIn(page), 'a task').toEqual([])
      await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click()
      expect(await violationsIn(page), 'the question whether to cancel it').toEqual([])
    })

  it('has no place for them on a server that keeps none', async () => {
    const without = await startShop({ SHOP_TASKS: 'off' })
    try {
      const { page } = await browser.open(`${without.url}/console#/tools/haul`)
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
      expect(await page.getByLabel('Run as a task').count()).toBe(0)
      expect(await page.getByRole('link', { name: 'Tasks', exact: true }).count()).toBe(0)
    } finally {
      await without.stop()
    }
  })
})
