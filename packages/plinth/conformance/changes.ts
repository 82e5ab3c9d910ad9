import { Plinth } from '../src/index.ts'

/** Tools that change what the server lists, for clients that listen for that. */
export const changes = new Plinth({ name: 'changes' })

const tool = changes.tool('test_comes_and_goes', { description: 'Is not always there' }, () => 'Is here')

const prompt = changes.prompt('test_comes_and_goes', { description: 'Is not always there' }, () => 'Is here')

const toggle = ({ enabled, enable, disable }: Pick<typeof tool, 'enabled' | 'enable' | 'disable'>) => {
  if (enabled) disable()
  else enable()
  return enabled ? 'It went' : 'It came'
}

changes.tool('test_trigger_tool_change', { description: 'Makes a tool come or go' }, () => toggle(tool))

changes.tool('test_trigger_prompt_change', { description: 'Makes a prompt come or go' }, () => toggle(prompt))
