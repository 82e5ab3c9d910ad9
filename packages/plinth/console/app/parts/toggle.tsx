export interface ToggleProps {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

/** A switch that says what it switches. */
export const Toggle = ({ label, on, onChange }: ToggleProps) => (
  <button
    type="button"
    role="switch"
    class="toggle"
    aria-checked={on}
    aria-label={label}
    onClick={() => onChange(!on)}
  >
    <span class="knob" />
  </button>
)
