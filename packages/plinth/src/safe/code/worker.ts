import { parentPort, workerData } from 'node:worker_threads'
import { type Guest, runGuest } from './guest.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

/** What a thread begins with. */
export interface WorkerInput {
  readonly wasm: object
}

// Where programs run: one after another, each in a machine of its own, so that what hangs can be ended from outside.

const send = (message: FromWorker): void => parentPort?.postMessage(message)
let guest: Promise<Guest> | undefined

parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'run') {
    guest = runGuest(workerData.wasm, message.job, send)
    guest.catch((error: unknown) => {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error))
      send({
        type: 'end',
        ending: { kind: 'failed', name, message: text, stack: '' },
        cpuMs: 0,
        clean: false,
      })
    })
  } else void guest?.then(running => running.answer(message.call, message.json, message.failed))
})
send({ type: 'ready' })
