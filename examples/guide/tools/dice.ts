import { tool } from 'plinth'

export const roll = tool('roll', { tags: ['game'] }, (_, ctx) => 1 + Math.floor(ctx.random() * 6))
