import type { Route } from '../http/router.ts'
import { alertRoutes } from './alerts.ts'
import { collectionRoutes } from './collections.ts'
import { detectionRoutes } from './detections.ts'
import { peopleRoutes } from './people.ts'

export const restRoutes: Route[] = [...alertRoutes, ...detectionRoutes, ...collectionRoutes, ...peopleRoutes]
