import { type CompletionContext, prompt } from 'plinth'
import { z } from 'zod'
import { path } from '../../client/path.ts'
import { type Access, guardsReading } from '../../guards.ts'
import { CAUTION, numbered, word } from '../../prompt-arguments.ts'
import { listOf, text } from '../../shapes.ts'

const accounts = listOf(z.object({ email: text }))

/** Finds out everything that one actor did, also what raised no alert. */
export const investigateActor = (access: Access) => {
  const { panther } = access
  /** People with an account are often meant; whoever may not see them types on. */
  const emails = async (typed: string, _: unknown, ctx: CompletionContext): Promise<readonly string[]> => {
    const { results } = await panther
      .get(ctx, path`/users`, accounts, { query: { limit: 60 } })
      .catch(() => ({ results: [] }))
    return results.flatMap(({ email }) => (email?.toLowerCase().startsWith(typed.toLowerCase()) ? email : []))
  }
  return prompt(
    'investigate-actor-activity',
    {
      title: 'Investigate an actor',
      description:
        'Finds everything that one actor did, whether or not it raised an alert, and reports on it',
      tags: ['triage', 'investigation'],
      use: guardsReading(access, []),
      args: z.object({ actor: word('A user, an e-mail address, a role, an IP address, a host') }),
      complete: { actor: emails },
    },
    ({ actor }) =>
      [
        `Investigate everything that this actor did: ${JSON.stringify(actor)}`,
        '',
        numbered([
          'list_alerts, and get_alert_events of those that may concern the actor.',
          'list_database_tables and get_table_schema, to know which logs there are and how they name actors.',
          'query_data_lake in short, adjoining stretches of time, beginning around the alerts: look for the actor in the ' +
            'columns p_any_usernames, p_any_emails and p_any_ip_addresses, also in events that raised no alert. Count before you read.',
          'Follow what belongs to it: addresses it came from, sessions, roles taken, systems reached, things changed.',
          'Weigh each finding: does it make malice more likely, or less?',
        ]),
        '',
        'Report in markdown: summary for managers; timeline; notable findings; how sure you are, and why; what to do next.',
        CAUTION,
      ].join('\n'),
  )
}
