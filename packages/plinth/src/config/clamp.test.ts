import { describe, expect, it } from 'vitest'
import { clamp, clampAll } from './clamp.ts'
import { loadConfig } from './load.ts'

it.each<[key: string, variable: string, min: number, max: number]>([
  ['server.port', 'MCP_SERVER_PORT', 1, 65_535],
  ['server.maxConnections', 'MCP_SERVER_MAX_CONNECTIONS', 1, 10_000],
  ['server.workers', 'MCP_SERVER_WORKERS', 1, 16],
  ['server.maxBodyBytes', 'MCP_SERVER_MAX_BODY_BYTES', 1024, 67_108_864],
  ['command.maxArgsLen', 'MCP_MAX_ARGS_LEN', 1, 10_240],
  ['command.maxStdoutBytes', 'MCP_MAX_STDOUT_BYTES', 1024, 10_485_760],
  ['command.maxStderrBytes', 'MCP_MAX_STDERR_BYTES', 1024, 10_485_760],
  ['tools.defaultTimeoutSec', 'MCP_DEFAULT_TIMEOUT_SEC', 1, 3600],
  ['tools.maxTimeoutSec', 'MCP_MAX_TIMEOUT_SEC', 1, 3600],
  ['tools.defaultConcurrency', 'MCP_DEFAULT_CONCURRENCY', 1, 100],
  ['breaker.threshold', 'MCP_BREAKER_THRESHOLD', 1, 100],
  ['breaker.recoverySec', 'MCP_BREAKER_RECOVERY_SEC', 1, 600],
  ['breaker.successesToClose', 'MCP_BREAKER_SUCCESSES_TO_CLOSE', 1, 10],
  ['metrics.intervalSec', 'MCP_METRICS_INTERVAL_SEC', 5, 300],
  ['health.intervalSec', 'MCP_HEALTH_INTERVAL_SEC', 5, 300],
  ['health.timeoutSec', 'MCP_HEALTH_TIMEOUT_SEC', 1, 60],
  ['log.fileMaxBytes', 'MCP_LOG_FILE_MAX_BYTES', 1024, 104_857_600],
  ['log.fileBackups', 'MCP_LOG_FILE_BACKUPS', 0, 100],
  ['shutdown.graceSec', 'MCP_SHUTDOWN_GRACE_SEC', 0, 300],
])('%s is clamped to its range, and the change is recorded', (param, variable, min, max) => {
  const clampedTo = (value: number) =>
    loadConfig({ env: { [variable]: String(value) }, dotenv: false }).clamped
  expect(clampedTo(min - 1)).toEqual([{ param, original: min - 1, new: min }])
  expect(clampedTo(max + 1)).toEqual([{ param, original: max + 1, new: max }])
  expect(clampedTo(min)).toEqual([])
  expect(clampedTo(max)).toEqual([])
})

describe('clampAll', () => {
  it('clamps each number to its own range and says which it changed', () => {
    const values = { timeoutSec: 5, concurrency: 99, threshold: 3, other: 1e9 }
    const ranges = { timeoutSec: [60, 3600], concurrency: [1, 5], threshold: [1, 10] } as const
    expect(clampAll(values, ranges, 'nmap.')).toEqual({
      values: { timeoutSec: 60, concurrency: 5, threshold: 3, other: 1e9 },
      clamped: [
        { param: 'nmap.timeoutSec', original: 5, new: 60 },
        { param: 'nmap.concurrency', original: 99, new: 5 },
      ],
    })
    expect(values.timeoutSec).toBe(5)
  })

  it('leaves a number inside its range alone', () => {
    expect([0, 1, 5, 10, 11].map(value => clamp(value, [1, 10]))).toEqual([1, 1, 5, 10, 10])
  })
})
