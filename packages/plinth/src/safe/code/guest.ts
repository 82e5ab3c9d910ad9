import type { JSValueHandle, QuickJS as Machine } from 'quickjs-wasi'
import { PRELUDE } from './prelude.ts'
import type { CodeLimit, ConsoleLine, Ending, FromWorker, Job } from './protocol.ts'
import { stopwatch } from './stopwatch.ts'

const MAX_STACK_TEXT = 2_000
/** What a message costs beside its text, so that empty ones do not come for free. */
const MESSAGE_COST = 64

/** A program in its sandbox. */
export interface Guest {
  /** Answers a call of the program. */
  answer(call: number, json: string, failed: boolean): void
}

type Wasm = Parameters<typeof Machine.create>[0]['wasm']

const loadLanguage = async () => {
  try {
    return await import('quickjs-wasi')
  } catch (cause) {
    throw new Error('The package quickjs-wasi cannot be loaded', { cause })
  }
}

/** Writes go nowhere, and the clock stands still where it has to: of the outside nothing else can be seen. */
const systemFor = (time: number | undefined) => (memory: { readonly buffer: ArrayBufferLike }) => ({
  fd_write(_: number, vectors: number, count: number, written: number): number {
    const view = new DataView(memory.buffer)
    let total = 0
    for (let at = 0; at < count; at++) total += view.getUint32(vectors + at * 8 + 4, true)
    view.setUint32(written, total, true)
    return 0
  },
  ...(time === undefined
    ? {}
    : {
        clock_time_get(_: number, __: bigint, result: number): number {
          new DataView(memory.buffer).setBigUint64(result, BigInt(Math.floor(time)) * 1_000_000n, true)
          return 0
        },
      }),
})

const NEVER: Ending = {
  kind: 'failed',
  name: 'Error',
  message: 'The program waits for something that never comes',
  stack: '',
}

const isLevel = (text: string): text is ConsoleLine['level'] =>
  ['debug', 'info', 'warning', 'error'].includes(text)

const OUT_OF_MEMORY = /out of memory/i
const OUT_OF_STACK = /stack (?:size exceeded|overflow)/i

const limitOf = (name: string, message: string): CodeLimit | undefined => {
  if (OUT_OF_MEMORY.test(message)) return 'memory'
  return OUT_OF_STACK.test(message) && /Error$/.test(name) ? 'stack' : undefined
}

/**
 * Runs a program in a machine of its own: nothing of it is left for the next.
 *
 * @param send takes what the program says; the last message is its end
 */
export const runGuest = async (wasm: Wasm, job: Job, send: (message: FromWorker) => void): Promise<Guest> => {
  const { limits } = job
  const watch = stopwatch()
  let outputLeft = limits.outputBytes
  let callsLeft = limits.calls
  let outstanding = 0
  let reached: CodeLimit | undefined
  let ending: Ending | undefined
  let over = false

  const { EvalFlags, Intrinsics, QuickJS } = await loadLanguage()
  const vm = await QuickJS.create({
    wasm,
    wasi: systemFor(job.time),
    memoryLimit: limits.memoryBytes,
    maxStackSize: limits.stackBytes,
    intrinsics: Intrinsics.ALL & ~Intrinsics.PERFORMANCE & ~Intrinsics.WEAK_REF,
    timezoneOffset: 0,
    interruptHandler: () => {
      if (watch.isBeyond(limits.cpuMs)) reached ??= 'cpu'
      return reached !== undefined || ending !== undefined
    },
  })

  /** The first end counts. */
  const end = (as: Ending): void => {
    ending ??= as
  }
  const spend = (text: string): boolean => {
    outputLeft -= text.length + MESSAGE_COST
    if (outputLeft >= 0) return true
    reached ??= 'output'
    return false
  }
  const heard: Readonly<Record<string, (a: string, b: string, c: string) => void>> = {
    console(level, text) {
      if (isLevel(level) && spend(text)) send({ type: 'console', line: { level, text } })
    },
    call(name, json, call) {
      callsLeft -= 1
      if (callsLeft < 0) reached ??= 'calls'
      else if (spend(json)) {
        outstanding += 1
        send({ type: 'call', call: Number(call), name, json })
      }
    },
    done(json) {
      if (spend(json)) end({ kind: 'done', json: json === '' ? undefined : json })
    },
    failed(name, message, stack) {
      const limit = limitOf(name, message)
      if (limit) return end({ kind: 'limit', limit })
      if (spend(message))
        end({ kind: 'failed', name: name.slice(0, 100), message, stack: stack.slice(0, MAX_STACK_TEXT) })
    },
  }
  const textOf = (handle: JSValueHandle | undefined): string => (handle?.isString ? handle.toString() : '')
  // Only texts come in, and nothing is thrown: an error of the outside would carry its stack inside.
  const outlet = vm.newFunction('send', (kind, ...parts) => {
    if (reached === undefined && ending === undefined) {
      const [a, b, c] = parts.map(textOf)
      heard[textOf(kind)]?.(a ?? '', b ?? '', c ?? '')
    }
    return vm.undefined
  })

  /** Lets the program run until it waits, and looks what became of it. */
  const slice = (work: () => void): void => {
    if (over) return
    send({ type: 'busy' })
    watch.start()
    let clean = true
    try {
      work()
      vm.executePendingJobs()
    } catch (error) {
      clean = !isMachineFault(error)
      if (reached === undefined) end(endingOf(error))
    }
    watch.stop()
    if (reached !== undefined) ending = { kind: 'limit', limit: reached }
    else if (outstanding === 0) end(NEVER)
    if (ending === undefined) send({ type: 'idle', cpuMs: watch.ms })
    else {
      over = true
      vm.dispose()
      send({ type: 'end', ending, cpuMs: watch.ms, clean })
    }
  }

  const inlets = vm.evalCode(PRELUDE, 'prelude').consume(make => vm.callFunction(make, vm.undefined, outlet))
  const inlet = (name: string, ...values: JSValueHandle[]) =>
    inlets.getProp(name).consume(each => vm.callFunction(each, vm.undefined, ...values).dispose())
  for (const name of job.functions) inlet('offer', vm.newString(name))

  slice(() => {
    const program = vm.evalCode(`(async () => {${job.code}\n})()`, 'program.js', EvalFlags.STRICT)
    inlet('finish', program)
  })
  return {
    answer(call, json, failed) {
      outstanding -= 1
      slice(() => inlet('settle', vm.newNumber(call), vm.newString(json), failed ? vm.true : vm.false))
    },
  }
}

/** What the machine itself threw leaves it in no state that can be relied on. */
const isMachineFault = (error: unknown): boolean =>
  !(error instanceof Error) || error.constructor.name === 'RuntimeError' || error.constructor === RangeError

/** What an error says that came out of the machine, or of the language before anything ran. */
const endingOf = (error: unknown): Ending => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (isMachineFault(error)) return { kind: 'limit', limit: OUT_OF_MEMORY.test(message) ? 'memory' : 'stack' }
  const limit = limitOf(name, message)
  return limit ? { kind: 'limit', limit } : { kind: 'failed', name, message, stack: '' }
}
