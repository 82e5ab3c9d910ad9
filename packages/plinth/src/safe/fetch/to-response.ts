/** What an answer is made of. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly url: string
  readonly redirected: boolean
  readonly body: AsyncGenerator<Uint8Array<ArrayBuffer>> | undefined
  /** Called once, when nothing more will be read; with the error, if there was one. It gives the error to throw. */
  readonly settle: (error?: unknown) => unknown
}

const streamOf = (
  body: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  settle: (error?: unknown) => unknown,
): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await body.next()
          if (!done) return controller.enqueue(value)
          settle()
          controller.close()
        } catch (error) {
          controller.error(settle(error))
        }
      },
      async cancel() {
        settle()
        await body.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )

const WITHOUT_BODY = new Set([204, 205, 304])

/** Makes the answer a `Response`, which says where it came from as those of `fetch` do. */
export const toResponse = ({ status, headers, url, redirected, body, settle }: Answer): Response => {
  const stream = body && !WITHOUT_BODY.has(status) ? streamOf(body, settle) : null
  if (!stream) {
    settle()
    void body?.return(undefined)
  }
  const response = new Response(stream, { status, headers })
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } })
  return response
}
