import type { Span, Tracer } from '@opentelemetry/api'
import { type ProcessRun, processChannel } from '../command/process-channel.ts'
import type { OtelPackages } from './otel-packages.ts'

const faultOf = ({ result, error }: ProcessRun): string | undefined => {
  if (result && result.ended !== 'by-itself') return result.ended
  if (result) return result.returncode === 0 ? undefined : String(result.returncode)
  return error instanceof Error && 'code' in error ? String(error.code) : '_OTHER'
}

/**
 * Makes a span of each program that a tool runs, inside of that of its call. Arguments are left out: they hold what
 * callers sent.
 *
 * @returns ends it
 */
export const traceProcesses = ({ SpanKind, SpanStatusCode }: OtelPackages['api'], tracer: Tracer) => {
  const spans = new WeakMap<ProcessRun, Span>()
  const finish = (run: ProcessRun) => {
    const span = spans.get(run)
    if (!span) return
    const fault = faultOf(run)
    if (run.result) span.setAttribute('process.exit.code', run.result.returncode)
    if (fault !== undefined) span.setAttribute('error.type', fault).setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }
  const nothing = () => {}
  const listener = {
    start(run: ProcessRun) {
      const attributes = { 'process.executable.name': run.command }
      spans.set(run, tracer.startSpan(run.command, { kind: SpanKind.CLIENT, attributes }))
    },
    asyncEnd: finish,
    end: nothing,
    asyncStart: nothing,
    error: nothing,
  }
  processChannel.subscribe(listener)
  return () => processChannel.unsubscribe(listener)
}
