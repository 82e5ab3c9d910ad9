import { expect, it } from 'vitest'
import { canElicit } from './can-elicit.ts'

it.each([
  [{}, false, false],
  [{ elicitation: {} }, true, false],
  [{ elicitation: { form: {} } }, true, false],
  [{ elicitation: { url: {} } }, false, true],
  [{ elicitation: { form: {}, url: {} } }, true, true],
  [{ elicitation: true }, false, false],
])('knows of a client with %j whether it can be asked by a form (%s) or a page (%s)', (given, form, url) => {
  expect(canElicit({ clientCapabilities: given })).toBe(form)
  expect(canElicit({ clientCapabilities: given }, 'url')).toBe(url)
})
