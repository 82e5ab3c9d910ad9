import { type Diagnosis, inArea } from './diagnosis.ts'
import { installedVersion, ownManifest } from './manifest.ts'
import { fits } from './version-range.ts'

/** What each optional package is for. */
export const BRINGS: Readonly<Record<string, string>> = {
  '@modelcontextprotocol/client': 'tests (plinth/testing), and plinth list, call, inspect and lint',
  '@opentelemetry/api': 'traces',
  '@opentelemetry/exporter-metrics-otlp-http': 'metrics sent to an OpenTelemetry collector',
  '@opentelemetry/exporter-trace-otlp-http': 'traces sent to an OpenTelemetry collector',
  '@opentelemetry/resources': 'traces and metrics for OpenTelemetry',
  '@opentelemetry/sdk-metrics': 'metrics sent to an OpenTelemetry collector',
  '@opentelemetry/sdk-trace': 'traces sent to an OpenTelemetry collector',
  ioredis: 'tasks that replicas share (plinth/tasks)',
  jose: 'signed tokens (plinth/auth)',
  'prom-client': 'metrics for Prometheus',
  'quickjs-wasi': 'programs in a sandbox (codeExecutor of plinth/safe)',
  undici: 'safeFetch of plinth/safe',
}

const { ok, note, warning } = inArea('packages')

/** The optional packages: which are there, what they bring, and whether their versions fit. */
export function* checkPackages(cwd: string): Generator<Diagnosis> {
  for (const [name, range] of Object.entries(ownManifest().peerDependencies ?? {})) {
    const version = installedVersion(name, cwd)
    const brings = BRINGS[name] ?? 'more'
    if (version === undefined)
      yield note(`${name} is not installed: ${brings}`, `npm install ${name}@${range}`)
    else if (fits(version, range)) yield ok(`${name} ${version}: ${brings}`)
    else
      yield warning(
        `${name} ${version} does not fit ${range}, which plinth is tested with`,
        `npm install ${name}@${range}`,
      )
  }
}
