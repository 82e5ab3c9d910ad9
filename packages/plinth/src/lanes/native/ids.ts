import type { RequestId } from '../intake/index.ts'

/** An id, or a progress token, as JSON. */
export const encodeId = (id: RequestId): string => (typeof id === 'number' ? String(id) : JSON.stringify(id))
