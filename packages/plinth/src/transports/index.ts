/**
 * `serveHttp` and `serveStdio`: serving without `run()`.
 *
 * @module plinth/http
 */

export type { HttpExchange } from '../define/http-exchange.ts'
export { type HttpOptions, type HttpServing, serveHttp } from './http.ts'
export { type StdioOptions, type StdioServing, serveStdio } from './stdio.ts'
