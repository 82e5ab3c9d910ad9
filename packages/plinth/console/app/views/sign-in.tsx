import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiFailure } from '../api.ts'
import { operatorCredential } from '../credential.ts'
import { signIn } from '../live.ts'
import { Logo } from '../parts/logo.tsx'
import { ThemeSwitch } from '../parts/theme-switch.tsx'

/** What the server found wrong, in words for who has just tried. */
const problemOf = ({ status, suggestion }: ApiFailure): string | undefined => {
  if (operatorCredential.peek() === undefined) return status === 403 ? suggestion : undefined
  if (status === 401) return 'The server does not know this credential.'
  return `The server knows this credential, but it is not one of an operator. ${suggestion ?? ''}`
}

export const SignIn = ({ failure }: { failure: ApiFailure }) => {
  const [credential, setCredential] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const problem = problemOf(failure)
  useEffect(() => field.current?.focus(), [])

  const submit = (event: Event): void => {
    event.preventDefault()
    const given = credential.trim()
    if (given !== '') signIn(given)
  }

  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <Logo />
        <h1>Plinth console</h1>
        <p>
          Sign in with the credential of an operator: the value of <code>MCP_OPERATOR_TOKEN</code>, or a token
          with the operators’ scope.
        </p>
        {problem && (
          <p class="notice bad" role="alert" id="problem">
            {problem}
          </p>
        )}
        <label for="credential">Operator credential</label>
        <input
          ref={field}
          id="credential"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={credential}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? 'problem kept' : 'kept'}
          onInput={event => setCredential(event.currentTarget.value)}
        />
        <p class="quiet" id="kept">
          It is kept until this tab is closed, and sent to this server only.
        </p>
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
      <ThemeSwitch />
    </main>
  )
}
