import { effect, signal } from '@preact/signals'

export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

const KEY = 'plinth.theme'

const isTheme = (text: string | null): text is Theme => (THEMES as readonly (string | null)[]).includes(text)

const stored = localStorage.getItem(KEY)

export const theme = signal<Theme>(isTheme(stored) ? stored : 'system')

/** Counts how often the colours have changed, for those who draw with them. */
export const colours = signal(0)

effect(() => {
  document.documentElement.dataset.theme = theme.value
  localStorage.setItem(KEY, theme.value)
  colours.value = colours.peek() + 1
})

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colours.value += 1
})

/** A colour of the style sheet, as it is at the moment. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)
