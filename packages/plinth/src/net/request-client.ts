interface OnConnection {
  readonly socket?: object | null
}

const byRequest = new WeakMap<object, string>()
const byConnection = new WeakMap<object, string | undefined>()

/** Notes from which address a request came, after what proxies say was looked through. */
export const noteClient = (request: object, address: string | undefined): void => {
  if (address !== undefined) byRequest.set(request, address)
}

/**
 * Notes from which address the requests of a connection come, where no proxy stands between.
 *
 * @param find is asked once for each connection
 */
export const noteConnection = ({ socket }: OnConnection, find: () => string | undefined): void => {
  if (socket && !byConnection.has(socket)) byConnection.set(socket, find())
}

/** The address that a request came from; undefined when the connection was gone before anybody asked. */
export const clientOf = (request: OnConnection): string | undefined =>
  byRequest.get(request) ?? (request.socket ? byConnection.get(request.socket) : undefined)
