import type { HealthCheck } from './health-check.ts'

/** A program that a tool runs. */
export interface Program {
  readonly command: string
  /** Whether it is installed. */
  available(): Promise<boolean>
}

/**
 * Looks whether the programs that tools run are installed. What is missing takes its tools, and not the server.
 *
 * @example
 * const health = createHealth({ service: 'weather', version: '1.0.0', transport: 'http' })
 * const ping = commandTool({ name: 'ping', command: 'ping' })
 * health.register(programsCheck(() => [ping.command]))
 */
export const programsCheck = (programs: () => readonly Program[]): HealthCheck => ({
  name: 'programs',
  priority: 'medium',
  async check() {
    const found = await Promise.all(
      programs().map(async program => [program.command, await program.available()] as const),
    )
    const missing = found.filter(([, available]) => !available).map(([command]) => command)
    const message =
      missing.length > 0 ? `Not installed: ${missing.join(', ')}` : 'Every program that tools run is there'
    return {
      status: missing.length > 0 ? 'degraded' : 'healthy',
      message,
      metadata: Object.fromEntries(found),
    }
  },
})

/** A tool's circuit breaker at this moment. */
export interface ToolBreaker {
  readonly tool: string
  readonly state: 'closed' | 'open' | 'half_open'
  /** Whether an operator holds it. */
  readonly held?: boolean
}

/** Shows which circuit breakers are not closed, or are held so. They say that something behind a tool fails, not that the server does. */
export const breakersCheck = (breakers: () => readonly ToolBreaker[]): HealthCheck => ({
  name: 'breakers',
  priority: 'informational',
  check() {
    const all = breakers()
    const unusual = all
      .filter(({ state, held }) => state !== 'closed' || held)
      .map(({ tool, state, held }) => `${tool}: ${state}${held ? ' (held by an operator)' : ''}`)
    return {
      status: unusual.length > 0 ? 'degraded' : 'healthy',
      message: unusual.join(', ') || 'Every circuit breaker is closed',
      metadata: Object.fromEntries(all.map(({ tool, state }) => [tool, state])),
    }
  },
})
