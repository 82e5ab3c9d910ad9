import type { ComponentChildren } from 'preact'

/** What a view is; gets the focus when the view is opened, so that it is read out. */
export const Heading = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="heading">
    <h1 tabIndex={-1}>{title}</h1>
    {children}
  </div>
)
