import { signal } from '@preact/signals'

export const VIEWS = ['overview', 'tools', 'activity', 'configuration'] as const

export type View = (typeof VIEWS)[number]

/** Where the page is: `#/tools/ping` is the tool `ping`. */
export interface Route {
  readonly view: View
  readonly tool: string | undefined
}

const isView = (text: string): text is View => (VIEWS as readonly string[]).includes(text)

/** A name that nobody can decode is one that there is not. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const routeIn = (hash: string): Route => {
  const [view = '', tool] = hash.replace(/^#\//, '').split('/')
  if (!isView(view)) return { view: 'overview', tool: undefined }
  return { view, tool: view === 'tools' && tool ? decoded(tool) : undefined }
}

export const route = signal(routeIn(location.hash))

addEventListener('hashchange', () => {
  route.value = routeIn(location.hash)
})

export const linkTo = (view: View, tool?: string): string =>
  tool === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(tool)}`
