import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { present } from '../present.ts'

const DAY_MS = 86_400_000

export const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  validFrom: z.string().describe('ISO 8601'),
  validTo: z.string().describe('ISO 8601'),
  daysLeft: z.number().describe('Negative when it has expired'),
  names: z.array(z.string()).describe('DNS names and addresses that it is made out to'),
  fingerprint256: z.string(),
  key: z.string().describe('Kind and size of its public key'),
  keyBits: z.number().optional(),
  authority: z.boolean().describe('Whether it may sign others'),
  selfSigned: z.boolean(),
})

export type Certificate = z.output<typeof certificate>

/** `CN=a\nO=b` as one line. */
const oneLine = (name: string): string => name.replaceAll('\n', ', ')

const namesOf = (alternatives: string | undefined): string[] =>
  (alternatives ?? '')
    .split(', ')
    .map(entry => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1])
    .filter(name => name !== undefined)

function keyOf({ publicKey }: X509Certificate): { key: string; keyBits?: number } {
  const kind = publicKey.asymmetricKeyType ?? 'unknown'
  const details = publicKey.asymmetricKeyDetails
  const size = details?.modulusLength
  return { key: `${kind} ${size ?? details?.namedCurve ?? ''}`.trim(), ...present({ keyBits: size }) }
}

/** A certificate's facts in plain values. */
export function describeCertificate(x509: X509Certificate, now: number): Certificate {
  const validTo = x509.validToDate
  return {
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    serial: x509.serialNumber,
    validFrom: x509.validFromDate.toISOString(),
    validTo: validTo.toISOString(),
    daysLeft: Math.floor((validTo.getTime() - now) / DAY_MS),
    names: namesOf(x509.subjectAltName),
    fingerprint256: x509.fingerprint256,
    ...keyOf(x509),
    authority: x509.ca,
    selfSigned: x509.checkIssued(x509),
  }
}

const MAX_CHAIN = 10

/** The certificates that the server sent, its own first. A root that signed itself ends the chain. */
export function chainOf(leaf: X509Certificate): X509Certificate[] {
  const chain = [leaf]
  const seen = new Set([leaf.fingerprint256])
  for (let next = leaf.issuerCertificate; next !== undefined; next = next.issuerCertificate) {
    if (seen.has(next.fingerprint256) || chain.length === MAX_CHAIN) break
    seen.add(next.fingerprint256)
    chain.push(next)
  }
  return chain
}
