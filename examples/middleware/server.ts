import { server } from './shop.ts'

await server.run()
