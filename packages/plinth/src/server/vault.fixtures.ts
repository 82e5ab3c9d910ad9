import { requireScopes } from '../auth/index.ts'
import { Plinth } from '../index.ts'

/** A server whose every part has a name that strangers must not learn. */
const server = new Plinth({
  name: 'vault',
  version: '9.8.7',
  instructions: 'hidden-instructions',
  tags: ['hidden-tag'],
})
server.tool('hidden_tool', { description: 'hidden-description' }, () => 'hidden-result')
server.tool('hidden_write', { use: [requireScopes('hidden:write')] }, () => 'hidden-result')
server.prompt('hidden_prompt', {}, () => 'hidden-text')
server.resource('hidden://all', {}, () => 'hidden-content')
server.resource('hidden://{id}', { complete: { id: () => ['hidden-id'] } }, ({ id }) => id)
server.health({
  name: 'hidden_check',
  priority: 'low',
  check: () => ({ status: 'healthy', message: 'hidden-message' }),
})
server.http(app => {
  app.get('/hidden-report', c => c.text('hidden-result'))
  app.post('/hidden-report/:id', c => c.text(`hidden-result ${c.req.param('id')}`))
  app.all('/hidden-any/*', c => c.text('hidden-result'))
  app.get('/hidden-crash', () => {
    throw new Error('hidden-error')
  })
})
server.http(app => app.get('/about', c => c.text('told to everybody')), { public: true })
await server.run()
