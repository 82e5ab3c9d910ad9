import type { ComponentChildren } from 'preact'

export interface ScrollerProps {
  /** What is in it. */
  readonly label: string
  readonly class?: string
  readonly children: ComponentChildren
}

/** Something that may be larger than its place: who has no mouse scrolls it with the keys. */
export const Scroller = ({ label, class: name, children }: ScrollerProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without it no key could scroll it
  <section class={`scroller ${name ?? ''}`} tabIndex={0} aria-label={label}>
    {children}
  </section>
)
