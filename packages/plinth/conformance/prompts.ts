import { z } from 'zod'
import { file, image, Plinth } from '../src/index.ts'
import { PICTURE } from './samples.ts'

/** Prompts with and without arguments, and with each kind of content. */
export const prompts = new Plinth({ name: 'prompts' })

prompts.prompt(
  'test_simple_prompt',
  { description: 'A text without arguments' },
  () => 'This is a simple prompt for testing.',
)

prompts.prompt(
  'test_prompt_with_arguments',
  {
    description: 'A text with two arguments, which it completes',
    args: z.object({ arg1: z.string(), arg2: z.string() }),
    complete: {
      arg1: value => ['paris', 'park', 'party'].filter(word => word.startsWith(value)),
    },
  },
  ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
)

prompts.prompt(
  'test_prompt_with_embedded_resource',
  {
    description: 'A file, and what to do with it',
    args: z.object({ resourceUri: z.string() }),
  },
  ({ resourceUri }) => [
    { role: 'user', content: file(resourceUri, 'Embedded resource content for testing.', 'text/plain') },
    { role: 'user', content: 'Please process the embedded resource above.' },
  ],
)

prompts.prompt('test_prompt_with_image', { description: 'A picture, and what to do with it' }, () => [
  { role: 'user', content: image(PICTURE, 'image/png') },
  { role: 'user', content: 'Please analyze the image above.' },
])
