/**
 * `connect`, a client in memory; `fakeClock`, a clock that tests move.
 *
 * @module plinth/testing
 */

export { type ConnectOptions, connect, type TestClient } from './connect.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
