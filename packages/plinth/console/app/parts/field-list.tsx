import type { Draft, Field } from '../fields.ts'
import { FieldInput } from './field-input.tsx'

export interface FieldListProps {
  readonly fields: readonly Field[]
  readonly draft: Draft
  /** By the names of fields. */
  readonly problems: Readonly<Record<string, string>>
  /** What their ids begin with. */
  readonly prefix: string
  readonly onValue: (name: string, value: string) => void
}

const Group = ({ field, fields, ...list }: FieldListProps & { field: Field }) => {
  const { name, label, description, required } = field
  const about = [description, required ? undefined : 'Leave all of it empty to leave it out']
  const text = about
    .filter(part => part !== undefined)
    .join('. ')
    .replaceAll('..', '.')
  const id = `${list.prefix}-${name}-about`
  return (
    <fieldset class="group" {...(text === '' ? {} : { 'aria-describedby': id })}>
      <legend>
        {label}
        {!required && <span class="quiet"> optional</span>}
      </legend>
      {text !== '' && (
        <p class="quiet" id={id}>
          {text}
        </p>
      )}
      <FieldList fields={fields} {...list} />
    </fieldset>
  )
}

/** What a form asks for; objects in frames of their own. */
export const FieldList = ({ fields, ...list }: FieldListProps) =>
  fields.map(field =>
    field.control.kind === 'group' ? (
      <Group key={field.name} field={field} fields={field.control.fields} {...list} />
    ) : (
      <FieldInput
        key={field.name}
        field={field}
        control={field.control}
        prefix={list.prefix}
        value={list.draft[field.name] ?? ''}
        problem={list.problems[field.name]}
        onValue={value => list.onValue(field.name, value)}
      />
    ),
  )
