import type { ServerInfo } from '../lanes/host.ts'
import type { ServerOptions } from './options.ts'

/** What a server says of itself to clients. */
export const infoOf = ({
  name,
  version,
  title,
  description,
  websiteUrl,
  icons,
}: ServerOptions): ServerInfo => ({
  name,
  version: version ?? '0.0.0',
  ...(title === undefined ? {} : { title }),
  ...(description === undefined ? {} : { description }),
  ...(websiteUrl === undefined ? {} : { websiteUrl }),
  ...(icons === undefined ? {} : { icons }),
})
