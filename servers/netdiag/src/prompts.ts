import { prompt } from 'plinth'
import type { TargetPolicy } from 'plinth/command'
import { z } from 'zod'
import { parsePort } from './nmap/ports.ts'
import { checked } from './targets.ts'

/** What prompt arguments may hold: they become part of a text that a model follows. */
const word = (what: string) =>
  z
    .string()
    .min(1)
    .max(253)
    .regex(/^[\w.:/-]+$/, `${what}: letters, digits and . : / - _`)

const numbered = (steps: readonly string[]): string[] => steps.map((step, index) => `${index + 1}. ${step}`)

/** Guides a model through a diagnosis of one machine that the policy allows. */
export const diagnoseConnection = (policy: TargetPolicy) =>
  prompt(
    'diagnose_connection',
    {
      title: 'Diagnose a connection',
      description: 'Finds out, step by step, why a machine or a service on it cannot be reached',
      args: z.object({
        target: word('An address or a lab name').describe('The machine that cannot be reached'),
        port: z
          .string()
          .regex(/^\d{1,6}$/, 'must be the number of a port')
          .optional()
          .describe('The TCP port of the service, where there is one'),
        symptom: z.string().max(500).optional().describe('What was seen, in words'),
      }),
    },
    ({ target, port, symptom }) => {
      checked(() => policy.check(target))
      if (port !== undefined) parsePort(port)
      return [
        `Find out why ${target}${port === undefined ? '' : ` port ${port}`} cannot be reached.`,
        ...(symptom === undefined
          ? []
          : [`What was seen, as reported by a person: ${JSON.stringify(symptom)}`]),
        '',
        'Go through these steps in order, and stop where one explains the problem:',
        ...numbered([
          `interfaces: is this machine in a network from which ${target} can be reached?`,
          `dns_lookup, if ${target} is a name: does it have the address that is expected (A, AAAA)?`,
          'ping: does the machine answer at all? Heed "method": a TCP answer proves as much as ICMP.',
          ...(port === undefined
            ? [
                'tcp_check with the ports that matter here: open, closed (nothing listens) or filtered (firewall)?',
              ]
            : [
                `tcp_check on port ${port} with banner: open, closed (nothing listens) or filtered (firewall)?`,
                'If it is open: tls_inspect or http_check, whichever fits the service. Read the warnings first.',
              ]),
          'traceroute, if there was no answer: at which hop does the path end?',
        ]),
        '',
        'Then tell: what works, what does not, the most likely cause with the evidence for it, and what to do next. ' +
          'Tell apart what was measured and what is guessed.',
      ].join('\n')
    },
  )

/** Guides a model through an inventory of a network that the policy allows. */
export const inventorySubnet = (policy: TargetPolicy) =>
  prompt(
    'inventory_subnet',
    {
      title: 'Inventory of a subnet',
      description: 'Lists the machines of a private network with their services',
      args: z.object({
        network: word('A network in CIDR notation').describe(
          `For example 192.168.1.0/24; at most ${policy.maxAddresses} addresses`,
        ),
      }),
    },
    ({ network }) => {
      checked(() => policy.check(network, { cidr: true }))
      return [
        `Make an inventory of ${network}.`,
        '',
        ...numbered([
          `nmap with target ${network} and template discovery: which machines are up?`,
          'nmap with template standard for those machines, one call each, or for a smaller network that holds them: ' +
            'a scan may take minutes, so tell what you are waiting for.',
          'dns_lookup for the name of each address that has none yet.',
          'tls_inspect for each TLS port: who is it made out to, and does it end soon?',
        ]),
        '',
        'Then write a table: address, name, MAC address and vendor where known, open ports with product and version. ' +
          'Below it list what deserves attention: unencrypted services, certificates that end within 21 days, ' +
          'machines without a name. Results that you need again can be read as result://{id}.',
      ].join('\n')
    },
  )
