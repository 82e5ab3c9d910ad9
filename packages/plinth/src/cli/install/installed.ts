import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import process from 'node:process'
import type { Io } from '../io.ts'
import type { ClientKind, Machine } from './clients.ts'

/** The machine that a command runs on. */
export const machineOf = ({ env, cwd }: Pick<Io, 'env' | 'cwd'>): Machine => ({
  platform: process.platform,
  home: (process.platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir(),
  env,
  cwd,
})

/** Whether a client is on a machine. */
export const isInstalled = (client: ClientKind, machine: Machine): boolean =>
  client.signs(machine).some(path => existsSync(path))
