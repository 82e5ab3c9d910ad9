/** Where OTLP is sent to, and what goes along. */
export interface OtlpTarget {
  readonly traces: string
  readonly metrics: string
  readonly headers: Readonly<Record<string, string>>
}

/** A receiver is named by its base, as in `OTEL_EXPORTER_OTLP_ENDPOINT`, or by the path for either signal. */
const SIGNAL = /\/v1\/(?:traces|metrics)\/?$/

/** Reads the URL of a receiver. A user and a password in it become a header, because the exporters do not send them. */
export const otlpTarget = (url: string): OtlpTarget => {
  const { origin, pathname, search, username, password } = new URL(url)
  const base = `${origin}${pathname.replace(SIGNAL, '').replace(/\/+$/, '')}`
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    traces: `${base}/v1/traces${search}`,
    metrics: `${base}/v1/metrics${search}`,
    headers:
      username === '' && password === ''
        ? {}
        : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}
