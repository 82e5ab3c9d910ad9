import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'
import { readText } from '../testing/files.fixtures.ts'
import { begin, until } from '../testing/netdiag.fixtures.ts'

export const HOST = 'mcp.example.com'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  text(): Promise<string>
  /** Resolves once the body holds this, while it may go on. */
  shows(text: string): Promise<void>
  close(): void
}

export interface FrontServer {
  readonly configuration: string
  post(body: string | object, headers?: Record<string, string>, from?: string): Promise<Answer>
  get(path: string): Promise<Answer>
}

const certificate = (folder: string): void => {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${HOST}`],
      ...[
        '-addext',
        `subjectAltName=DNS:${HOST}`,
        '-keyout',
        `${folder}/key.pem`,
        '-out',
        `${folder}/cert.pem`,
      ],
    ],
    { stdio: 'ignore' },
  )
}

/** What stands around the example where nginx is not installed as a service: its own folder, and no privileges. */
const around = (folder: string, example: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${folder}/${kind};`).join('\n  ')}
  ${example}
}
`

const answerTo = (
  port: number,
  ca: Buffer,
  options: { path: string; method: string; headers: Record<string, string>; from: string | undefined },
  body?: string,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { from, ...rest } = options
    const sent = request(
      {
        ...rest,
        host: '127.0.0.1',
        port,
        ca,
        servername: HOST,
        agent: false,
        ...(from ? { localAddress: from } : {}),
      },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', chunk => {
          text += chunk
        })
        response.on('error', () => {})
        const ended = new Promise<void>(done => response.on('close', done))
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: () => ended.then(() => text),
          shows: part =>
            until(`the answer shows ${part}, and not only ${text}`, () => text.includes(part), 5_000),
          close: () => response.destroy(),
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

/** Runs nginx with the example, put in front of these ports of this machine. `after` removes what it wrote. */
export const startNginx = async (
  first: number,
  second: number,
  after: (clean: () => void) => void,
): Promise<FrontServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-nginx-'))
  after(() => rmSync(folder, { recursive: true }))
  certificate(folder)
  const port = await freePort()
  const example = readText('nginx/mcp.conf')
    .replaceAll('10.0.0.11:8080', `127.0.0.1:${first}`)
    .replaceAll('10.0.0.12:8080', `127.0.0.1:${second}`)
    .replace('/etc/nginx/tls/mcp.example.com.crt', `${folder}/cert.pem`)
    .replace('/etc/nginx/tls/mcp.example.com.key', `${folder}/key.pem`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('listen 80;', `listen 127.0.0.1:${await freePort()};`)
  const configuration = join(folder, 'nginx.conf')
  writeFileSync(configuration, around(folder, example))
  execFileSync('nginx', ['-t', '-c', configuration], { stdio: 'pipe' })
  begin('nginx', ['-c', configuration], { PATH: process.env.PATH ?? '' })
  const ca = readFileSync(`${folder}/cert.pem`)
  const ask = (path: string, method: string, headers: Record<string, string>, from?: string, body?: string) =>
    answerTo(port, ca, { path, method, headers: { host: HOST, ...headers }, from }, body)
  const get = (path: string) => ask(path, 'GET', {})
  await until('nginx answers', () =>
    get('/')
      .then(({ status }) => status === 404)
      .catch(() => false),
  )
  return {
    configuration,
    get,
    post: (body, headers = {}, from) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const accept = 'application/json, text/event-stream'
      const length = `${Buffer.byteLength(text)}`
      return ask(
        '/mcp',
        'POST',
        { 'content-type': 'application/json', accept, 'content-length': length, ...headers },
        from,
        text,
      )
    },
  }
}
