import type { Found } from '../rule.ts'
import type { ServedTool } from './served-components.ts'

/** Something found about a tool. */
export const aboutTool = ({ name, declaredAs }: ServedTool, message: string): Found => ({
  component: name,
  declaredAs,
  message,
})
