import { createStandIn } from './stand-in.ts'

const usage = 'Usage: main.ts [port]'
const [given = '4700', ...more] = process.argv.slice(2)
const port = Number(given)
if (more.length > 0 || !Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`${usage}\n`)
  process.exit(2)
}

const panther = await createStandIn({ port, queryMs: 1500, aiMs: 6000 })
process.stdout.write(
  [
    `Panther's stand-in listens on ${panther.url}`,
    '',
    `PANTHER_INSTANCE_URL=${panther.url}`,
    `PANTHER_API_TOKEN=${panther.tokens.full}`,
    `  to read only: ${panther.tokens.readOnly}`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n'),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    panther.close().catch(() => process.exit(1))
  })
