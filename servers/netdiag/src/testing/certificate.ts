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
