import { run } from 'plinth'
import { createReference } from './reference.ts'
import { referenceSettings } from './settings.ts'

await run(config => createReference(config), { extra: referenceSettings })
