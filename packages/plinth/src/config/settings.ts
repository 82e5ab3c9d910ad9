import { choice } from './kinds.ts'
import type { ConfigOf } from './setting.ts'
import { auditSettings } from './settings-audit.ts'
import { authSettings } from './settings-auth.ts'
import { limitSettings } from './settings-limits.ts'
import { middlewareSettings } from './settings-middleware.ts'
import { operateSettings } from './settings-operate.ts'
import { serverSettings } from './settings-server.ts'
import { taskSettings } from './settings-tasks.ts'

/**
 * Every setting of the platform: the one place that says what it is called, what it may be, and what it is when
 * nobody says anything. A setting `section.key` is also `MCP_<SECTION>_<KEY>` in the environment.
 */
export const settings = {
  profile: choice(['development', 'staging', 'production'], {
    default: 'development',
    description: 'Where the server runs; production refuses settings that are unsafe',
  }),
  ...serverSettings,
  ...authSettings,
  ...limitSettings,
  ...middlewareSettings,
  ...auditSettings,
  ...operateSettings,
  ...taskSettings,
}

/** The configuration of the platform, checked and complete. */
export type Config = ConfigOf<typeof settings>
