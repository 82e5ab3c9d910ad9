import { linkTo, route, VIEWS, type View } from '../route.ts'
import { server } from '../state.ts'

const NAMES: Readonly<Record<View, string>> = {
  overview: 'Overview',
  tools: 'Tools',
  tasks: 'Tasks',
  activity: 'Activity',
  configuration: 'Configuration',
}

const ICONS: Readonly<Record<View, string>> = {
  overview: 'M3 17V9m5 8V4m5 13v-6m5 6V7',
  tools: 'M4 5h12M4 10h12M4 15h12M7 3v4m6 1v4m-4 1v4',
  tasks: 'M10 3a7 7 0 1 1-6.6 4.7M10 6v4.2l2.8 1.8M3 3.5v4.3h4.3',
  activity: 'M2 10h4l2.5-6 4 12 2.5-6h3',
  configuration: 'M4 4h12v12H4zM4 8.5h12M8 8.5V16',
}

const isThere = (view: View): boolean => view !== 'tasks' || server.value?.tasks === true

export const Navigation = () => (
  <nav aria-label="Views">
    <ul>
      {VIEWS.filter(isThere).map(view => (
        <li key={view}>
          <a href={linkTo(view)} aria-current={route.value.view === view ? 'page' : undefined}>
            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
              <path d={ICONS[view]} />
            </svg>
            {NAMES[view]}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
