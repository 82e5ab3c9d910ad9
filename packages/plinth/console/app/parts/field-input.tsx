import type { Field, LeafControl } from '../fields.ts'

export interface FieldInputProps {
  readonly field: Field
  readonly control: LeafControl
  readonly value: string
  readonly problem: string | undefined
  readonly prefix: string
  readonly onValue: (value: string) => void
}

type Attributes = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean; required: boolean }

interface InputProps {
  readonly control: LeafControl
  readonly value: string
  readonly optional: boolean
  readonly attributes: Attributes
  readonly onValue: (value: string) => void
}

const Input = ({ control, value, optional, attributes, onValue }: InputProps) => {
  const onInput = (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value)
  switch (control.kind) {
    case 'choice':
      return (
        <select {...attributes} value={value} onChange={onInput}>
          {(optional || value === '') && <option value="">{optional ? 'Default' : 'Choose'}</option>}
          {control.options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )
    case 'lines':
    case 'json':
      return <textarea {...attributes} rows={3} spellcheck={false} value={value} onInput={onInput} />
    case 'number': {
      const { min, max, whole } = control
      return (
        <input
          {...attributes}
          type="number"
          step={whole ? 1 : 'any'}
          min={min}
          max={max}
          value={value}
          onInput={onInput}
        />
      )
    }
    case 'text':
      return (
        <input {...attributes} type="text" maxLength={control.maxLength} value={value} onInput={onInput} />
      )
    case 'boolean':
      return (
        <input
          {...attributes}
          required={false}
          type="checkbox"
          checked={value === 'true'}
          onChange={event => onValue(String(event.currentTarget.checked))}
        />
      )
  }
}

/** An argument, with what is known of it. */
export const FieldInput = ({ field, control, value, problem, prefix, onValue }: FieldInputProps) => {
  const { name, label, description, required, hint } = field
  const id = `${prefix}-${name}`
  const about = [description, hint]
    .filter(part => part !== undefined)
    .join('. ')
    .replaceAll('..', '.')
  const described = [about === '' ? '' : `${id}-about`, problem ? `${id}-problem` : ''].join(' ').trim()
  const attributes: Attributes = {
    id,
    required,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(problem ? { 'aria-invalid': true } : {}),
  }
  return (
    <div class={`field as-${control.kind}`}>
      <label for={id}>
        {label}
        {!required && control.kind !== 'boolean' && <span class="quiet"> optional</span>}
      </label>
      <Input {...{ control, value, attributes, onValue }} optional={!required} />
      {about !== '' && (
        <p class="quiet" id={`${id}-about`}>
          {about}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}
