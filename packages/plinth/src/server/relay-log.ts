import type { LogFields, Logger } from '../logger.ts'

/**
 * A logger that writes to whatever is the logger at that moment: `run()` makes it after the server was declared.
 *
 * @param annotation what is added to each line, unless the line says otherwise
 */
export const relayLog = (target: () => Logger, annotation: () => LogFields | undefined): Logger => {
  const noted = (fields: LogFields | undefined): LogFields | undefined => {
    const more = annotation()
    if (!more) return fields
    return fields instanceof Error ? { ...more, error: fields } : { ...more, ...fields }
  }
  return {
    debug: (event, fields) => target().debug(event, noted(fields)),
    info: (event, fields) => target().info(event, noted(fields)),
    warning: (event, fields) => target().warning(event, noted(fields)),
    error: (event, fields) => target().error(event, noted(fields)),
    critical: (event, fields) => target().critical(event, noted(fields)),
    child: fields => relayLog(() => target().child(fields), annotation),
  }
}
