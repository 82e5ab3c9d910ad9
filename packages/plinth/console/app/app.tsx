import { useEffect, useRef } from 'preact/hooks'
import { connection, tryNow } from './live.ts'
import { Header } from './parts/header.tsx'
import { Navigation } from './parts/navigation.tsx'
import { route } from './route.ts'
import { announcement, server } from './state.ts'
import { ActivityView } from './views/activity.tsx'
import { ConfigurationView } from './views/configuration.tsx'
import { OverviewView } from './views/overview.tsx'
import { SignIn } from './views/sign-in.tsx'
import { ToolView } from './views/tool.tsx'
import { ToolsView } from './views/tools.tsx'

const Current = () => {
  const { view, tool } = route.value
  switch (view) {
    case 'overview':
      return <OverviewView />
    case 'tools':
      return tool === undefined ? <ToolsView /> : <ToolView key={tool} name={tool} />
    case 'activity':
      return <ActivityView />
    case 'configuration':
      return <ConfigurationView />
  }
}

const Lost = () => {
  const now = connection.value
  if (now.state !== 'waiting') return null
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>Not connected.</strong> {now.reason}. The next attempt is in {Math.ceil(now.seconds)} s; what
        you see is what was last known.
      </p>
      <button type="button" onClick={tryNow}>
        Try now
      </button>
    </div>
  )
}

const Frame = () => {
  const main = useRef<HTMLElement>(null)
  const { view, tool } = route.value
  const place = `${view}/${tool ?? ''}`
  const shown = useRef(place)
  useEffect(() => {
    if (shown.current === place) return
    shown.current = place
    main.current?.querySelector('h1')?.focus()
    scrollTo(0, 0)
  }, [place])
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.querySelector('h1')?.focus()}>
        Skip to the content
      </button>
      <Header />
      <Navigation />
      <main ref={main}>
        <Lost />
        {server.value ? <Current /> : <p class="quiet">Connecting to the server ...</p>}
      </main>
      <div role="status" class="unseen">
        {announcement.value}
      </div>
    </>
  )
}

export const App = () => {
  const now = connection.value
  return now.state === 'refused' ? <SignIn failure={now.failure} /> : <Frame />
}
