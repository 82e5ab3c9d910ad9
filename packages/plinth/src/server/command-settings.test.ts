import { expect, it } from 'vitest'
import { commandControlsOf } from '../command/controls.ts'
import { commandTool } from '../command/index.ts'
import { Plinth } from '../index.ts'

const limitOf = (tool: object) => commandControlsOf(tool)?.settings.maxStdoutBytes

it('every command tool gets the settings, also one that is disabled, added or mounted later', () => {
  const tool = (name: string) => commandTool({ name, command: 'true' })
  const [now, disabled, later, mounted] = [tool('now'), tool('disabled'), tool('later'), tool('mounted')]
  const server = new Plinth({ name: 'test' })
  server.add(now)
  server.add(disabled).disable()
  server.runtime.adjust({ command: { maxStdoutBytes: 1_234 } })
  expect([now, disabled].map(limitOf)).toEqual([1_234, 1_234])
  server.add(later)
  const module = new Plinth({ name: 'module' })
  module.add(mounted)
  server.mount(module)
  expect([...server.runtime.catalogue.current.tools.keys()]).toEqual(['now', 'later', 'mounted'])
  expect([later, mounted].map(limitOf)).toEqual([1_234, 1_234])
})
