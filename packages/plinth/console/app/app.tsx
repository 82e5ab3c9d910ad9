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
import { TaskView } from './views/task.tsx'
import { TasksView } from './views/tasks.tsx'
import { ToolView } from './views/tool.tsx'
import { ToolsView } from './views/tools.tsx'

const Current = () => {
  const { view, item } = route.value
  switch (view) {
    case 'overview':
      return <OverviewView />
    case 'tools':
      return item === undefined ? <ToolsView /> : <ToolView key={item} name={item} />
    case 'tasks':
      return item === undefined ? <TasksView /> : <TaskView key={item} id={item} />
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

/** Long enough to read it twice. */
const TOAST_MS = 8_000

const Frame = () => {
  const main = useRef<HTMLElement>(null)
  const { view, item } = route.value
  const place = `${view}/${item ?? ''}`
  const shown = useRef(place)
  useEffect(() => {
    if (shown.current === place) return
    shown.current = place
    main.current?.querySelector('h1')?.focus()
    scrollTo(0, 0)
  }, [place])
  const said = announcement.value
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => {
      announcement.value = ''
    }, TOAST_MS)
    return () => clearTimeout(timer)
  }, [said])
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
      <div role="status" class="toast">
        {said}
      </div>
    </>
  )
}

export const App = () => {
  const now = connection.value
  return now.state === 'refused' ? <SignIn failure={now.failure} /> : <Frame />
}
