import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** Tells the parent what the process has cost so far, in time and memory, whenever it asks. */
export const tellCpu = (): void => {
  process.on('message', () => process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }))
  process.on('disconnect', () => process.exit(0))
}

/** Tells the parent where to call. */
export const announce = (port: number): void => {
  tellCpu()
  process.send?.({ port })
}

export const ready = (server: Server): void => announce((server.address() as AddressInfo).port)
