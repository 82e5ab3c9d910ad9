import { run } from 'plinth'
import { createPantherServer } from './server.ts'
import { optionsFrom, pantherDefaults, pantherSettings } from './settings.ts'

await run(config => createPantherServer(optionsFrom(config)).server, {
  extra: pantherSettings,
  defaults: pantherDefaults,
})
