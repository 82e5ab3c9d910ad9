/**
 * What is evaluated before a program: an object with the ways in, which the program never sees. It takes what it needs
 * of the language before the program can change it. Between the sandbox and the outside only texts pass.
 */
export const PRELUDE = `(send => {
  'use strict'
  const { stringify, parse } = JSON
  const { apply } = Reflect
  const then = Promise.prototype.then
  const join = Array.prototype.join
  const map = Array.prototype.map
  const text = value => {
    try {
      if (typeof value === 'string') return value
      if (value instanceof Error) return value.name + ': ' + value.message
      const json = typeof value === 'object' && value !== null ? stringify(value) : undefined
      return json === undefined ? String(value) : json
    } catch {
      return '[cannot be shown]'
    }
  }
  const lines = {}
  for (const [name, level] of [['log', 'info'], ['info', 'info'], ['debug', 'debug'], ['warn', 'warning'], ['error', 'error']])
    lines[name] = (...values) => void send('console', level, apply(join, apply(map, values, [value => text(value)]), [' ']))
  globalThis.console = lines

  const waiting = new Map()
  const { get, set, delete: remove } = Map.prototype
  let calls = 0
  const settle = (call, json, failed) => {
    const entry = apply(get, waiting, [call])
    if (!entry) return
    apply(remove, waiting, [call])
    if (failed) entry.reject(new Error(parse(json)))
    else entry.resolve(json === '' ? undefined : parse(json))
  }
  const offer = name => {
    globalThis[name] = (...values) =>
      new Promise((resolve, reject) => {
        const call = ++calls
        apply(set, waiting, [call, { resolve, reject }])
        send('call', name, stringify(values), String(call))
      })
  }
  const finish = promise =>
    apply(then, promise, [
      value => {
        const json = stringify(value)
        send('done', json === undefined ? '' : json)
      },
      error => {
        const isError = error instanceof Error
        send('failed', isError ? text(error.name) : 'Error', isError ? text(error.message) : text(error), isError ? text(error.stack) : '')
      },
    ]).then(undefined, error => send('failed', 'TypeError', 'The result cannot be made JSON: ' + text(error && error.message), ''))
  return { settle, offer, finish }
})`
