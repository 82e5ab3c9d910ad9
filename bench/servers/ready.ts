import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** Tells the parent where to call, and from then on what the process has cost whenever it asks. */
export const announce = (port: number): void => {
  process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
  process.on('disconnect', () => process.exit(0))
  process.send?.({ port })
}

export const ready = (server: Server): void => announce((server.address() as AddressInfo).port)
