import { run } from 'plinth'
import { createNetdiag } from './server.ts'
import { netdiagSettings, optionsFrom } from './settings.ts'

await run(config => createNetdiag(optionsFrom(config)).server, { extra: netdiagSettings })
