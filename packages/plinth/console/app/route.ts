import { signal } from '@preact/signals'

export const VIEWS = ['overview', 'tools', 'tasks', 'activity', 'configuration'] as const

export type View = (typeof VIEWS)[number]

/** Where the page is: `#/tools/ping` is the tool `ping`, `#/tasks/x` the task of the id `x`. */
export interface Route {
  readonly view: View
  readonly item: string | undefined
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
  const [view = '', item] = hash.replace(/^#\//, '').split('/')
  if (!isView(view)) return { view: 'overview', item: undefined }
  return { view, item: (view === 'tools' || view === 'tasks') && item ? decoded(item) : undefined }
}

export const route = signal(routeIn(location.hash))

addEventListener('hashchange', () => {
  route.value = routeIn(location.hash)
})

export const linkTo = (view: View, item?: string): string =>
  item === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(item)}`
