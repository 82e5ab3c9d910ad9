import { accessSync, constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { getuid } from 'node:process'
import type { Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const programPath = (): string => {
  const places = (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, 'chromium'))
  const found = places.find(path => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  return found ?? 'chromium'
}

export interface Opened {
  readonly page: Page
  /** What went wrong in the page: errors, and violations of its policy. */
  readonly faults: string[]
  /** The hosts that the page asked for anything. */
  readonly hosts: Set<string>
}

export interface OpenOptions {
  readonly colorScheme?: 'light' | 'dark'
  /** What is in the session of the tab already. */
  readonly session?: Readonly<Record<string, string>>
  readonly width?: number
}

/** Notes what the policy of a page keeps it from. */
const NOTE_VIOLATIONS = `addEventListener('securitypolicyviolation', event =>
  console.error('violation of', event.effectiveDirective, event.blockedURI, event.sample))`

/** Starts the browser that all tests of a file share. */
export const startBrowser = async () => {
  const browser = await chromium.launch({
    executablePath: programPath(),
    // Chromium's own sandbox does not work for the superuser, as whom containers run.
    args: getuid?.() === 0 ? ['--no-sandbox'] : [],
  })

  const open = async (url: string, options: OpenOptions = {}): Promise<Opened> => {
    const context = await browser.newContext({
      colorScheme: options.colorScheme ?? 'light',
      viewport: { width: options.width ?? 1280, height: 900 },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const faults: string[] = []
    const hosts = new Set<string>()
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => {
      // The browser says so itself of every answer that is no success; the page shows what it makes of it.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text())
    })
    page.on('request', request => hosts.add(new URL(request.url()).host))
    await page.addInitScript(NOTE_VIOLATIONS)
    await page.addInitScript(session => {
      for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value)
    }, options.session ?? {})
    await page.goto(url, { waitUntil: 'commit' })
    return { page, faults, hosts }
  }

  return {
    open,
    /** Closes what was opened: pages go on working, on what the next test wants for itself. */
    async closePages() {
      await Promise.all(browser.contexts().map(context => context.close()))
    },
    close: () => browser.close(),
  }
}

/** What an accessibility checker finds in a page, by WCAG 2.2 AA and its best practices. */
export const violationsIn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axeSource)
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
  const { violations } = found as {
    violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[]
  }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}
