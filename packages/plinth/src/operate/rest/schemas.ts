import type { JsonSchema } from '../../define/json-schema.ts'
import { TASK_STATUSES } from '../../define/task.ts'
import { ERROR_CODES } from './error-body.ts'
import { ANY, bool, count, list, number, object, oneOf, record, text } from './json-schema.ts'

const status = oneOf(['healthy', 'degraded', 'unhealthy'])
const breaker = oneOf(['closed', 'open', 'half_open'])

const error = object(
  { code: oneOf(ERROR_CODES), message: text(), suggestion: text('What the caller can do about it') },
  {
    retry_after: number('Seconds after which to try again'),
    error_id: text("Finds the whole error in the server's log"),
    issues: list(object({ path: text('Empty for all of them'), message: text() })),
    data: record(ANY),
  },
)

const callFields = {
  correlation_id: text('Finds the call in logs, events and the audit trail'),
  tool: text('The name under which the tool is served'),
  duration_ms: { type: 'integer', minimum: 0 },
}

const toolResult = object({ content: list(record(ANY)) }, { structured: ANY, meta: record(ANY) })

const time: JsonSchema = { type: 'string', format: 'date-time' }

const seconds = number('Seconds')

/** Everything that this API sends and takes, by name. One table for the OpenAPI document and for who checks it. */
export const schemas = {
  ApiError: object({ error }, { correlation_id: callFields.correlation_id, status: text() }),
  Alive: object({ status: oneOf(['alive']) }),
  Ready: object({ status: oneOf(['ready']) }),
  Server: object({
    name: text(),
    version: text(),
    transport: text(),
    tools: list(text()),
    enabled_tools: list(text()),
    tasks: { ...bool, description: 'Whether calls may become tasks' },
    endpoints: record(text()),
  }),
  Health: object(
    { status },
    {
      timestamp: time,
      service: text(),
      version: text(),
      transport: text(),
      checks: record(
        object(
          {
            status,
            message: text(),
            priority: oneOf(['critical', 'high', 'medium', 'low', 'informational']),
            duration: number('Milliseconds'),
            metadata: record(ANY),
          },
          {
            checked_at: { ...time, description: 'When this was found; absent where nobody has looked yet' },
            stale: bool,
          },
        ),
      ),
      summary: object({ total: count, healthy: count, degraded: count, unhealthy: count, stale: count }),
    },
  ),
  Tool: object(
    { name: text(), enabled: bool, tags: list(text()), input_schema: record(ANY) },
    {
      title: text(),
      description: text(),
      version: text(),
      aliases: list(text()),
      annotations: record(ANY),
      timeout_sec: seconds,
      expected_sec: number('Seconds that a call usually takes'),
      task: oneOf(['never', 'optional', 'required']),
      breaker,
      breaker_held: bool,
      command: text('The program that it runs'),
      installed: bool,
      active: count,
      waiting: count,
      info: ANY,
    },
  ),
  Tools: object({
    tools: list({ $ref: '#/components/schemas/Tool' }),
    total: count,
    enabled: count,
  }),
  ToolCall: {
    type: 'object',
    description:
      "The tool's own arguments, see its input_schema. Beside them may stand timeout_sec and correlation_id.",
    properties: {
      target: ANY,
      extra_args: ANY,
      timeout_sec: { type: 'number', exclusiveMinimum: 0, description: 'The longest that the call may take' },
      correlation_id: { type: 'string', pattern: '^[A-Za-z0-9_.:\\-]{1,128}$' },
    },
    additionalProperties: true,
  },
  ToolAnswer: {
    oneOf: [
      object({
        status: oneOf(['ok']),
        ...callFields,
        result: toolResult,
      }),
      object({ status: oneOf(['error']), ...callFields, error }),
    ],
  },
  Task: object(
    {
      id: text(),
      tool: text('The name under which the tool is served'),
      status: oneOf(TASK_STATUSES),
      running: {
        type: 'boolean',
        description: 'Whether it is run now; else one that is working waits for its turn',
      },
      attempt: {
        ...count,
        description: 'How often it was begun: 0 before that, above 1 when workers have died',
      },
      created_at: time,
      updated_at: time,
      expires_at: { ...time, description: 'When it is deleted, unless it ends later' },
      poll_interval_sec: number('Seconds after which to ask again'),
      correlation_id: callFields.correlation_id,
      own: {
        type: 'boolean',
        description: 'Whether it belongs to who asks; of others there is no message and no end',
      },
    },
    {
      is_error: {
        type: 'boolean',
        description: 'There, and true, where it is completed and the tool answered with an error',
      },
      message: text('How far it is, or why it ended'),
      principal: text('Who made the call'),
      tenant: text(),
      questions: { ...record(ANY), description: 'What it asks, by the keys to answer by' },
      result: toolResult,
      error,
    },
  ),
  Tasks: object(
    { tasks: list({ $ref: '#/components/schemas/Task' }) },
    { next: text('What to give as "after" to go on; absent at the end') },
  ),
  TaskInput: {
    type: 'object',
    required: ['responses'],
    properties: {
      responses: {
        type: 'object',
        description:
          'Answers by the keys of the task\'s "questions": {"action": "accept", "content": {...}}, or decline, or cancel',
        additionalProperties: ANY,
      },
    },
    additionalProperties: false,
  },
  BreakerChange: object({ state: oneOf(['open', 'closed', 'auto']) }),
  Metrics: object(
    {
      system: object({
        cpu: object({
          user_seconds: number(),
          system_seconds: number(),
          load_average: list(number()),
          processors: count,
        }),
        memory: object({ rss: count, heap_used: count, heap_total: count, external: count }),
        uptime: seconds,
      }),
      tools: record(
        object({
          executions: count,
          successes: count,
          failures: count,
          timeouts: count,
          refused: count,
          cancelled: count,
          active: count,
          avg_duration: seconds,
          p50: seconds,
          p95: seconds,
          p99: seconds,
        }),
      ),
    },
    {
      tasks: object({
        queued: count,
        running: count,
        input_required: count,
        completed: count,
        failed: count,
        cancelled: count,
        active: count,
        store_bytes: count,
      }),
    },
  ),
  Config: object(
    {
      config: record(ANY),
      sources: record(text('For example default, file or env(MCP_PORT)')),
    },
    { file: text('The configuration file that was read') },
  ),
  OpenApi: { type: 'object', required: ['openapi', 'info', 'paths'], additionalProperties: true },
} satisfies Readonly<Record<string, JsonSchema>>

export type SchemaName = keyof typeof schemas
