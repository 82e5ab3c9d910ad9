import type { Sampler } from '@opentelemetry/sdk-trace'
import type { OtelPackages } from './otel-packages.ts'

/**
 * Which traces are kept, as `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` say. Default: all, unless the caller
 * says that this one is not.
 */
export const samplerOf = (
  {
    AlwaysOffSampler,
    AlwaysOnSampler,
    ParentBasedSampler,
    TraceIdRatioBasedSampler,
  }: OtelPackages['sdkTrace'],
  env: NodeJS.ProcessEnv,
): Sampler => {
  const [, based, name] = (env.OTEL_TRACES_SAMPLER ?? '').match(/^(parentbased_)?(\w*)$/) ?? []
  const given = Number(env.OTEL_TRACES_SAMPLER_ARG || 1)
  const ratio = given >= 0 && given <= 1 ? given : 1
  const samplers: Readonly<Record<string, () => Sampler>> = {
    always_off: () => new AlwaysOffSampler(),
    always_on: () => new AlwaysOnSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }
  const known = name !== undefined && Object.hasOwn(samplers, name)
  const root = (known && samplers[name]?.()) || new AlwaysOnSampler()
  return known && based === undefined ? root : new ParentBasedSampler({ root })
}
