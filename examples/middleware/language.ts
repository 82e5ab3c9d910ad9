import type { Middleware } from 'plinth'

/** Reads the language that the client asks for. */
export const language: Middleware<{ language: 'en' | 'no' }> = async (ctx, next) =>
  next({ language: ctx.meta['example/language'] === 'no' ? 'no' : 'en' })
