export { staticToken } from './static-token.ts'
