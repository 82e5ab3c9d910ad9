import { alertOf } from '../changes.ts'
import { HttpError } from '../http/reply.ts'
import { field } from './root.ts'

export const aiFields = {
  aiInferenceStream: field<{ streamId: string }>(['RunPantherAI'], ({ streamId }, state) => {
    const stream = state.streams.read(streamId)
    if (stream === undefined) throw new HttpError(404, `stream ${streamId} not found`)
    return stream
  }),
  aiInferenceStreamsMetadata: field<{ input: { alias: string } }>(
    ['RunPantherAI'],
    ({ input: { alias } }, state) => ({
      edges: state.streams.of(alias).map(streamId => ({ node: { streamId } })),
    }),
  ),
}

export const aiMutations = {
  aiSummarizeAlert: field<{ input: { alertId: string; prompt?: string | null } }>(
    ['RunPantherAI'],
    ({ input: { alertId, prompt } }, state) => {
      const streamId = state.streams.start(alertOf(state, alertId), prompt ?? undefined)
      state.journal.wrote({ at: state.now(), kind: 'ai.start', ids: [streamId, alertId] })
      return { streamId }
    },
  ),
}
