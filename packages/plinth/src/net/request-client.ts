const clients = new WeakMap<object, string>()

/** Notes from which address a request came, after what proxies say was looked through. */
export const noteClient = (request: object, address: string | undefined): void => {
  if (address !== undefined) clients.set(request, address)
}

/** The address that a request came from; undefined when the connection was gone before anybody asked. */
export const clientOf = (request: object): string | undefined => clients.get(request)
