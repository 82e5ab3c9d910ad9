import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCertificate {
  readonly key: Buffer
  readonly cert: Buffer
}

/** A certificate for `box.lab.internal` and 127.0.0.1, signed by itself. */
export const selfSigned = ({ days = 30, bits = 2048 } = {}): TestCertificate => {
  const folder = mkdtempSync(join(tmpdir(), 'netdiag-certificate-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        `rsa:${bits}`,
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        `${days}`,
      ].concat(
        ['-subj', '/CN=box.lab.internal/O=Lab'],
        ['-addext', 'subjectAltName=DNS:box.lab.internal,IP:127.0.0.1'],
      ),
      { stdio: 'ignore' },
    )
    return { key: readFileSync(key), cert: readFileSync(cert) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A certificate for `box.lab.internal` signed by an authority, whose certificate stands behind it. */
export const signedByAuthority = (): TestCertificate => {
  const folder = mkdtempSync(join(tmpdir(), 'netdiag-authority-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: readonly string[]) => execFileSync('openssl', [...args], { stdio: 'ignore' })
  const newKey = ['-newkey', 'rsa:2048', '-nodes']
  try {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
      '-days',
      '99',
      '-subj',
      '/CN=Lab CA',
    )
    openssl(
      'req',
      ...newKey,
      '-keyout',
      at('key.pem'),
      '-out',
      at('csr.pem'),
      '-subj',
      '/CN=box.lab.internal',
    )
    openssl(
      ...['x509', '-req', '-in', at('csr.pem'), '-out', at('cert.pem'), '-days', '30'],
      ...['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    )
    return {
      key: readFileSync(at('key.pem')),
      cert: Buffer.concat(['cert.pem', 'ca.pem'].map(name => readFileSync(at(name)))),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
