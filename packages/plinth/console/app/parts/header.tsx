import { effect } from '@preact/signals'
import { operatorCredential } from '../credential.ts'
import { connection, signOut } from '../live.ts'
import { health, server } from '../state.ts'
import { Badge } from './badge.tsx'
import { Logo } from './logo.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

const STATUS_NAMES = { healthy: 'Healthy', degraded: 'Degraded', unhealthy: 'Unhealthy' }

const LINK = { connecting: 'Connecting', live: 'Live', waiting: 'Not connected', refused: 'Not signed in' }

const ConnectionState = () => {
  const { state } = connection.value
  return (
    <span class={`connection ${state}`} data-testid="connection">
      {LINK[state]}
    </span>
  )
}

/** What a tab among many is called: a server that is not well says so there. */
const titleOf = (): string => {
  const status = health.value?.status ?? 'healthy'
  const name = server.value?.name ?? 'Plinth'
  if (connection.value.state === 'waiting') return `Not connected: ${name}`
  return status === 'healthy' ? `${name}: console` : `${STATUS_NAMES[status]}: ${name}`
}

effect(() => {
  document.title = titleOf()
})

export const Header = () => (
  <header class="top">
    <a class="brand" href="#/overview">
      <Logo />
      <span>
        <strong>{server.value?.name ?? 'Plinth'}</strong>
        <small>{server.value ? `Version ${server.value.version}` : 'Console'}</small>
      </span>
    </a>
    {health.value && <Badge status={health.value.status} />}
    <span class="space" />
    <ConnectionState />
    <ThemeSwitch />
    {operatorCredential.value !== undefined && (
      <button type="button" class="plain" onClick={signOut}>
        Sign out
      </button>
    )}
  </header>
)
