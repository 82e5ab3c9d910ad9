import { Scroller } from './scroller.tsx'

/** Data as it is. */
export const Json = ({ value, label }: { value: unknown; label: string }) => (
  <Scroller label={label} class="code">
    <pre>{JSON.stringify(value, null, 2)}</pre>
  </Scroller>
)
