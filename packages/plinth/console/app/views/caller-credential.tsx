import { useState } from 'preact/hooks'
import { callerCredential } from '../credential.ts'

/** Asks for what callers present: the operators' token calls no tools where callers need one of their own. */
export const CallerCredential = ({ onGiven }: { onGiven: () => void }) => {
  const [credential, setCredential] = useState('')
  return (
    <form
      class="caller"
      onSubmit={event => {
        event.preventDefault()
        if (credential.trim() === '') return
        callerCredential.value = credential.trim()
        onGiven()
      }}
    >
      <label for="caller-credential">Credential of a caller</label>
      <input
        id="caller-credential"
        type="password"
        autocomplete="off"
        spellcheck={false}
        value={credential}
        aria-describedby="caller-about"
        onInput={event => setCredential(event.currentTarget.value)}
      />
      <p class="quiet" id="caller-about">
        Operators may not call tools of this server by their own token. Give one that clients use, such as
        MCP_SERVER_TOKEN; it is kept until this tab is closed.
      </p>
      <button type="submit">Run with it</button>
    </form>
  )
}
