import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { ToolError } from 'plinth'
import { z } from 'zod'
import { present } from '../present.ts'
import { rounded } from '../rounded.ts'
import type { Dial } from '../tcp/dial.ts'
import { reach } from '../tcp/reach.ts'
import { certificate, chainOf, describeCertificate } from './certificate.ts'
import { handshake } from './handshake.ts'

/** What `tls_inspect` returns. */
export const tlsReport = z.object({
  address: z.string(),
  name: z.string().optional(),
  port: z.number(),
  protocol: z.string().describe('The newest version that both sides speak'),
  cipher: z.string(),
  alpn: z.string().optional(),
  trusted: z
    .boolean()
    .describe("Whether this machine's trust store vouches for the certificate and its name"),
  trustError: z.string().optional(),
  checkedName: z.string().describe('The name that the certificate was compared with'),
  nameMatches: z.boolean(),
  daysLeft: z.number(),
  certificates: z.array(certificate).describe("The server's own first"),
  warnings: z.array(z.string()),
  connectMs: z.number(),
  handshakeMs: z.number(),
})

export type TlsReport = z.output<typeof tlsReport>

export interface TlsInspectOptions {
  readonly port: number
  /** The name to ask for (SNI) and to compare with the certificate. Default: the target's name, or its address. */
  readonly serverName?: string
  /** Milliseconds for the connection and the handshake, each. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number
  /** Default: a real connection. */
  readonly dial?: Dial
}

const OLD_PROTOCOLS = ['SSLv3', 'TLSv1', 'TLSv1.1']
const EXPIRES_SOON_DAYS = 21
const WEAK_RSA_BITS = 2048

function warningsOf(report: Omit<TlsReport, 'warnings'>): string[] {
  const [own] = report.certificates
  const warnings: (string | false | undefined)[] = [
    report.daysLeft < 0 && 'The certificate has expired',
    report.daysLeft >= 0 &&
      report.daysLeft < EXPIRES_SOON_DAYS &&
      `The certificate expires in ${report.daysLeft} days`,
    !report.nameMatches && `The certificate is not made out to ${report.checkedName}`,
    own?.selfSigned && 'The certificate is signed by itself',
    own?.keyBits !== undefined && own.keyBits < WEAK_RSA_BITS && `The key is weak: ${own.key}`,
    OLD_PROTOCOLS.includes(report.protocol) && `The server speaks nothing newer than ${report.protocol}`,
  ]
  return warnings.filter(warning => typeof warning === 'string')
}

/** Facts are taken from the socket before it is destroyed: afterwards they are gone. */
function reportOf(
  socket: TLSSocket,
  checkedName: string,
  facts: Pick<TlsReport, 'address' | 'port' | 'connectMs' | 'handshakeMs'> & { name?: string },
  now: number,
): TlsReport {
  const leaf = socket.getPeerX509Certificate()
  if (leaf === undefined) {
    throw new ToolError(`The server on port ${facts.port} showed no certificate`, {
      code: 'CONNECTION_ERROR',
    })
  }
  const certificates = chainOf(leaf).map(x509 => describeCertificate(x509, now))
  const matched = isIP(checkedName) > 0 ? leaf.checkIP(checkedName) : leaf.checkHost(checkedName)
  const report = {
    ...facts,
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    ...present({ alpn: socket.alpnProtocol || undefined }),
    trusted: socket.authorized,
    ...present({ trustError: socket.authorized ? undefined : String(socket.authorizationError) }),
    checkedName,
    nameMatches: matched !== undefined,
    daysLeft: Math.min(...certificates.map(({ daysLeft }) => daysLeft)),
    certificates,
  }
  return { ...report, warnings: warningsOf(report) }
}

/**
 * Shakes hands and reports what the server showed; no data is sent.
 *
 * Throws {@link ToolError} `CONNECTION_ERROR` when nothing answers, or what answers does not speak TLS, and `TIMEOUT`.
 */
export async function tlsInspect(
  target: { readonly address: string; readonly name?: string },
  { port, serverName, timeoutMs, signal, now = Date.now, dial }: TlsInspectOptions,
): Promise<TlsReport> {
  const checkedName = serverName ?? target.name ?? target.address
  const { socket, elapsedMs } = await reach(target.address, port, { timeoutMs, signal }, dial)
  try {
    const started = performance.now()
    const secure = await handshake(socket, {
      serverName: checkedName,
      alpn: ['h2', 'http/1.1'],
      port,
      timeoutMs,
      signal,
    })
    const times = { connectMs: rounded(elapsedMs), handshakeMs: rounded(performance.now() - started) }
    const facts = { address: target.address, ...present({ name: target.name }), port, ...times }
    return reportOf(secure, checkedName, facts, now())
  } finally {
    socket.destroy()
  }
}
