export { type ConnectOptions, connect, type TestClient } from './connect.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
