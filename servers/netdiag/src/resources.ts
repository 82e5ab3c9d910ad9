import { type Context, currentContext, resource, ToolError } from 'plinth'
import type { TargetPolicy } from 'plinth/command'
import { callerOf, mayList } from './past-results/caller.ts'
import type { ResultStore } from './past-results/result-store.ts'

/** Which targets the tools accept, in words and as data. */
export const policyResource = ({ allow, labSuffixes, maxAddresses }: TargetPolicy) =>
  resource(
    'policy://targets',
    {
      name: 'Target policy',
      description: 'Which machines and networks the tools of this server may be pointed at',
      mimeType: 'application/json',
    },
    () => ({
      allowed_networks: allow,
      allowed_names: labSuffixes.map(suffix => (suffix.startsWith('.') ? `*${suffix}` : suffix)),
      max_addresses: maxAddresses,
      refused: [
        'public, link-local, multicast, reserved and unspecified addresses',
        'addresses of cloud metadata services',
        'IPv4 in decimal, octal, hexadecimal or short form, and addresses with a zone',
        'names that resolve to a refused address',
      ],
    }),
  )

/** The settings that are in effect, none of them secret. */
export const configResource = (describe: () => Promise<object>) =>
  resource(
    'config://netdiag',
    {
      name: 'Settings',
      description: 'Limits of each tool, installed programs, and what is switched on',
      mimeType: 'application/json',
    },
    describe,
  )

function find(results: ResultStore, id: string, ctx: Context) {
  const found = results.find(callerOf(ctx), id)
  if (found !== undefined) return found
  throw new ToolError(`There is no result ${JSON.stringify(id.slice(0, 64))}`, {
    code: 'NOT_FOUND',
    suggestion: 'Results are kept for an hour, and only the last ones: call the tool again',
  })
}

function idsOf(results: ResultStore, beginning: string): string[] {
  const ctx = currentContext()
  if (!mayList(ctx)) return []
  return results
    .list(callerOf(ctx))
    .map(({ id }) => id)
    .filter(id => id.startsWith(beginning))
}

/** Past results of the caller. */
export const resultTemplate = (results: ResultStore) =>
  resource<'result://{id}', Context>(
    'result://{id}',
    {
      name: 'Past result',
      description: 'A result of an earlier call of yours, as the tool returned it',
      mimeType: 'application/json',
      complete: { id: value => idsOf(results, value) },
    },
    ({ id }, ctx) => {
      const { tool, at, json } = find(results, id, ctx)
      return { id, tool, at: new Date(at).toISOString(), result: JSON.parse(json) }
    },
  )
