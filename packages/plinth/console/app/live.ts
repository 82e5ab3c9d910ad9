import { signal } from '@preact/signals'
import { ApiFailure, failureOf, headers, messageOf, urlOf } from './api.ts'
import { operatorCredential } from './credential.ts'
import { readEvents } from './sse.ts'
import { forget, receive, refresh, refreshTools } from './state.ts'
import { forgetTasks, isRoutine, taskChanged } from './tasks.ts'

/** How the page stands to the server. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** It was lost, and is tried again. */
  | { readonly state: 'waiting'; readonly seconds: number; readonly reason: string }
  /** The server wants another credential. */
  | { readonly state: 'refused'; readonly failure: ApiFailure }

export const connection = signal<Connection>({ state: 'connecting' })

/** What is listened to beside the rest. */
export const listening = signal<{ readonly calls: boolean; readonly debug: boolean }>({
  calls: false,
  debug: false,
})

const TYPES = [
  'health',
  'metrics',
  'traffic',
  'log',
  'tool.end',
  'breaker.changed',
  'limit.refused',
  'auth.failed',
  'access.denied',
  'security.refused',
  'config.reloaded',
  'operator.action',
  'task.created',
  'task.status',
  'task.finished',
  'task.recovered',
  'task.expired',
]
/** The server says every five seconds that it is there. */
const SILENCE_MS = 20_000
const LONGEST_WAIT_S = 30

let current: AbortController | undefined
let hurry = () => {}

const listen = async (signal: AbortSignal): Promise<void> => {
  const { calls, debug } = listening.value
  const url = urlOf('/events')
  url.searchParams.set('types', TYPES.join(','))
  url.searchParams.set('recent', 'true')
  url.searchParams.set('level', debug ? 'debug' : 'info')
  if (!calls) url.searchParams.set('failed', 'true')
  const silence = new AbortController()
  const tooSilent = () => silence.abort(new Error('The server has been silent for too long'))
  let timer = setTimeout(tooSilent, SILENCE_MS)
  try {
    const response = await fetch(url, {
      headers: headers(),
      signal: AbortSignal.any([signal, silence.signal]),
      cache: 'no-store',
      credentials: 'omit',
    })
    if (!response.ok || !response.body) throw await failureOf(response)
    await refresh()
    connection.value = { state: 'live' }
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(tooSilent, SILENCE_MS)
    }
    for await (const { type, data } of readEvents(response.body, heard)) {
      if (type.startsWith('task.')) taskChanged()
      if (calls || !isRoutine(type, data)) receive(type, data)
      if (['health', 'breaker.changed', 'operator.action'].includes(type)) void refreshTools().catch(() => {})
    }
    throw new Error('The server has ended the connection')
  } finally {
    clearTimeout(timer)
  }
}

const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, seconds * 1_000)
    hurry = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', hurry, { once: true })
  })

const isRefusal = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && (error.status === 401 || error.status === 403)

const stayConnected = async (signal: AbortSignal): Promise<void> => {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await listen(signal)
    } catch (error) {
      if (signal.aborted) return
      if (isRefusal(error)) {
        connection.value = { state: 'refused', failure: error }
        return
      }
      if (connection.value.state === 'live') attempt = 0
      const seconds = Math.min(LONGEST_WAIT_S, 2 ** attempt) * (0.75 + Math.random() / 2)
      connection.value = { state: 'waiting', seconds, reason: messageOf(error) }
      await pause(seconds, signal)
    }
  }
}

/** Connects, in place of what there was before; goes on trying until it is called again or refused. */
export const connect = (): void => {
  current?.abort()
  current = new AbortController()
  connection.value = { state: 'connecting' }
  void stayConnected(current.signal)
}

/** Tries at once. */
export const tryNow = (): void => hurry()

export const signIn = (credential: string): void => {
  operatorCredential.value = credential
  connect()
}

export const signOut = (): void => {
  operatorCredential.value = undefined
  forget()
  forgetTasks()
  connect()
}

/** Listens to more, or to less. */
export const listenTo = (change: Partial<typeof listening.value>): void => {
  listening.value = { ...listening.value, ...change }
  connect()
}
