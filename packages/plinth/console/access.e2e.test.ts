import { needs } from '@plinth/test-support'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { startShop } from '../src/operate/rest/running-shop.fixtures.ts'
import { startBrowser, violationsIn } from './browser.fixtures.ts'

const { describe, it } = needs('chromium')

const VIEWS = [
  'overview',
  'tools',
  'tools/order',
  'tools/flaky',
  'tools/haul',
  'tools/ship',
  'tasks',
  'activity',
  'configuration',
]

/** What has the focus, in words. */
const focused = (page: Page): Promise<unknown> =>
  page.evaluate(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()',
  )

/** How the page in the browser computes a property of what a selector finds. */
const computed = (page: Page, selector: string, property: string): Promise<unknown> =>
  page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`)

describe('the web console', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let shop: Awaited<ReturnType<typeof startShop>>

  beforeAll(async () => {
    ;[browser, shop] = await Promise.all([startBrowser(), startShop()])
    for (let count = 0; count < 3; count++) await fetch(`${shop.url}/tools/flaky/execute`, { method: 'POST' })
  })
  afterEach(() => browser.closePages())
  afterAll(async () => {
    await Promise.all([browser?.close(), shop?.stop()])
  })

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has nothing that an accessibility checker objects to, ${colorScheme}`, async () => {
      const { page, faults } = await browser.open(`${shop.url}/console`, { colorScheme })
      await page.getByText('Live', { exact: true }).waitFor()
      for (const view of VIEWS) {
        await page.goto(`${shop.url}/console#/${view}`)
        await page.locator('main h1').waitFor()
        expect(await violationsIn(page), view).toEqual([])
      }
      await page.goto(`${shop.url}/console#/tools/order`)
      await page.getByLabel('item').fill('tea')
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      expect(await violationsIn(page), 'the question whether to run it').toEqual([])
      await page.getByRole('button', { name: 'Run it' }).click()
      await page.getByRole('region', { name: 'Structured result' }).waitFor()
      expect(await violationsIn(page), 'a result').toEqual([])
      expect(faults).toEqual([])
    }, 90_000)

  it('fits a narrow screen', async () => {
    const { page } = await browser.open(`${shop.url}/console`, { width: 360 })
    for (const view of VIEWS) {
      await page.goto(`${shop.url}/console#/${view}`)
      await page.locator('main h1').waitFor()
      const content = await page.evaluate('document.documentElement.scrollWidth')
      expect(content, view).toBe(360)
    }
  })

  it('is light or dark as the system is, or as its switch says, also the next time', async () => {
    const { page } = await browser.open(`${shop.url}/console`, { colorScheme: 'dark' })
    await page.locator('main h1').waitFor()
    const ground = () => computed(page, 'body', 'backgroundColor')
    const dark = await ground()
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await ground()
    expect(light).not.toBe(dark)
    await page.getByLabel('Colours').selectOption('Dark')
    expect(await ground()).toBe(dark)
    await page.reload()
    await page.locator('main h1').waitFor()
    expect(await ground()).toBe(dark)
    await page.getByLabel('Colours').selectOption('As the system')
    expect(await ground()).toBe(light)
  })

  it('can be used with the keyboard alone', async () => {
    const { page } = await browser.open(`${shop.url}/console`)
    await page.getByText('Live', { exact: true }).waitFor()
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const tabTo = async (wanted: string) => {
      for (let count = 0; count < 60; count++) {
        await press('Tab')
        if ((await focused(page)) === wanted) return
      }
      throw new Error(`Tab does not lead to "${wanted}"`)
    }
    await press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    await press('Enter')
    expect(await focused(page)).toBe('Overview')
    await press('Shift+Tab')
    await page.evaluate('document.activeElement.blur()')
    await tabTo('Tools')
    const outline = await computed(page, ':focus', 'outlineStyle')
    expect(outline).toBe('solid')
    await press('Enter')
    await page.getByRole('heading', { name: 'Tools', level: 1 }).waitFor()
    expect(await focused(page)).toBe('Tools')
    await tabTo('order enabled')
    await press('Space')
    await page.getByText('order is disabled').waitFor({ state: 'attached' })
    await press('Space')
    await page.getByText('order is enabled').waitFor({ state: 'attached' })
    await press('Shift+Tab')
    expect(await focused(page)).toBe('order')
    await press('Enter')
    await page.getByRole('heading', { name: 'order', level: 1 }).waitFor()
    await tabTo('order enabled')
    await press('Tab')
    await page.keyboard.type('tea')
    await press('Enter')
    await page.getByRole('button', { name: 'Run it' }).waitFor()
    expect(await focused(page)).toBe('Run it')
    await press('Enter')
    await page.getByRole('region', { name: 'Structured result' }).waitFor()
    expect(await focused(page)).toBe('Result')
  })
})
