const TONES = {
  healthy: ['good', 'Healthy'],
  degraded: ['warn', 'Degraded'],
  unhealthy: ['bad', 'Unhealthy'],
  enabled: ['good', 'Enabled'],
  disabled: ['off', 'Disabled'],
  closed: ['good', 'Closed'],
  half_open: ['warn', 'Half open'],
  open: ['bad', 'Open'],
  success: ['good', 'Success'],
  error: ['bad', 'Error'],
  timeout: ['bad', 'Timeout'],
  refused: ['warn', 'Refused'],
  cancelled: ['off', 'Cancelled'],
  input_required: ['info', 'Asked'],
  task: ['info', 'Task'],
  queued: ['off', 'Queued'],
  running: ['info', 'Running'],
  asks: ['warn', 'Asks'],
  completed: ['off', 'Completed'],
  failed: ['bad', 'Failed'],
  tool_failed: ['bad', 'Tool failed'],
} as const

export type BadgeStatus = keyof typeof TONES

/** A state in a word and a colour; the word says it all. */
export const Badge = ({ status, note }: { status: BadgeStatus; note?: string | undefined }) => {
  const [tone, word] = TONES[status]
  return (
    <span class={`badge ${tone}`}>
      {word}
      {note && ` · ${note}`}
    </span>
  )
}
