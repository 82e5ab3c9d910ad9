import { type FlagAllowlist, type FreeArguments, flagAllowlist, parseFreeArguments } from 'plinth/command'
import { invalid } from '../failures.ts'
import { NMAP_FLAGS } from './flags.ts'
import { formatPorts, parsePorts } from './ports.ts'
import { scriptRule } from './scripts.ts'
import { TEMPLATES, type TemplateName } from './templates.ts'

/** What a caller asks for, beside the target. */
export interface ScanRequest {
  readonly template?: TemplateName | undefined
  /** A port list such as `22,80,8000-8100`; `-` means every port. */
  readonly ports?: string | undefined
  /** Names of scripts and of categories. */
  readonly scripts?: readonly string[] | undefined
  /** The caller's own flags, already checked against {@link NMAP_FLAGS}. */
  readonly extra?: FreeArguments | undefined
}

/** What this machine and its operator allow. */
export interface ScanPolicy {
  readonly allowIntrusive: boolean
  /** Whether nmap may open raw sockets. */
  readonly rawSockets: boolean
}

/** The flags that callers may use, compiled. */
export const nmapAllowlist: FlagAllowlist = flagAllowlist(NMAP_FLAGS)

const PORT_CHOICE = ['-p', '-F', '--top-ports']
const SCRIPT_CHOICE = ['--script', '-sC']
const NEEDS_RAW_SOCKETS = ['-sS', '-sU', '-O', '--traceroute']
/** Pairs of which nmap refuses, or ignores, one. */
const CONTRADICTIONS: readonly (readonly [string, string])[] = [
  ['-sn', '-Pn'],
  ['-sn', '-sV'],
  ['-sn', '-sT'],
  ['-sn', '-sS'],
  ['-sn', '-sU'],
  ['-sT', '-sS'],
  ['-n', '-R'],
  ['-Pn', '-PE'],
  ['-Pn', '-PS'],
]

/** Flags in order, each with its values behind it. */
type Settings = Map<string, readonly string[]>

function settingsOf(args: FreeArguments): Settings {
  return new Map(
    nmapAllowlist.names.filter(args.has).map(name => [name, args.values(name).filter(value => value !== '')]),
  )
}

const hasAny = (settings: Settings, names: readonly string[]): boolean =>
  names.some(name => settings.has(name))

/** A template gives way to whatever the caller says of the same matter. */
function withTemplate(own: Settings, flags: readonly string[]): Settings {
  const settings = settingsOf(parseFreeArguments(flags, nmapAllowlist))
  if (hasAny(own, PORT_CHOICE)) for (const name of PORT_CHOICE) settings.delete(name)
  for (const [name, values] of own) settings.set(name, values)
  return settings
}

function withPorts(own: Settings, ports: string | undefined): Settings {
  if (ports === undefined) return own
  if (hasAny(own, PORT_CHOICE)) {
    throw invalid('Ports are given twice', 'Use either ports, or -p, -F or --top-ports in extra_args')
  }
  return new Map(own).set('-p', [formatPorts(parsePorts(ports))])
}

/** `-A` is what it stands for, without the parts of `default` that are not allowed. */
function expandAggressive(settings: Settings, { allowIntrusive, rawSockets }: ScanPolicy): Settings {
  if (!settings.has('-A')) return settings
  if (!allowIntrusive) {
    throw invalid(
      'Flag -A is switched off: it detects aggressively',
      'Use the template thorough; an operator can allow -A with MCP_SECURITY_ALLOW_INTRUSIVE=true',
      { refused: 'flag', rule: 'intrusive' },
    )
  }
  const expanded = new Map(settings).set('-sV', []).set('-sC', [])
  expanded.delete('-A')
  if (rawSockets) expanded.set('-O', []).set('--traceroute', [])
  return expanded
}

function scriptsOf(settings: Settings, request: ScanRequest): string[] {
  const named = settings.get('--script')?.flatMap(value => value.split(',')) ?? []
  const chosen = [...(request.scripts ?? []), ...named, ...(settings.has('-sC') ? ['default'] : [])]
  if (chosen.length > 0 || request.template === undefined) return chosen
  return [...TEMPLATES[request.template].scripts]
}

function checkContradictions(settings: Settings): void {
  for (const [one, other] of CONTRADICTIONS) {
    if (settings.has(one) && settings.has(other)) {
      throw invalid(`${one} and ${other} contradict each other`, `Leave out ${one} or ${other}`)
    }
  }
  const choices = PORT_CHOICE.filter(name => settings.has(name))
  if (choices.length > 1)
    throw invalid(`${choices.join(' and ')} choose ports twice`, `Keep ${choices[0]} alone`)
  if (settings.has('-sn') && choices.length > 0) {
    throw invalid(
      'A discovery of hosts (-sn) looks at no ports',
      'Leave out the ports, or choose another template',
    )
  }
}

function checkRawSockets(settings: Settings, { rawSockets }: ScanPolicy): void {
  const needing = rawSockets ? undefined : NEEDS_RAW_SOCKETS.find(name => settings.has(name))
  if (needing !== undefined) {
    throw invalid(
      `${needing} needs raw sockets, which this server may not open`,
      'Leave it out: -sT works without; or ask the operator to run the server as root with the capability NET_RAW',
    )
  }
}

function addDefaults(settings: Settings): void {
  const defaults: readonly (readonly [
    name: string,
    value: string | undefined,
    instead: readonly string[],
  ])[] = [
    ['-T', '4', ['-T']],
    ['--max-parallelism', '10', ['--max-parallelism']],
    ['-Pn', undefined, ['-Pn', '-sn', '-PE', '-PS']],
    ['--top-ports', '1000', [...PORT_CHOICE, '-sn']],
  ]
  for (const [name, value, instead] of defaults) {
    if (!hasAny(settings, instead)) settings.set(name, value === undefined ? [] : [value])
  }
}

/** Attached, where nmap takes a value in no other form. */
const ATTACHED = ['-T', '-PS']

const written = ([name, values]: readonly [string, readonly string[]]): string[] =>
  ATTACHED.includes(name) ? [`${name}${values.join('')}`] : [name, ...values]

/**
 * Makes nmap's arguments for a scan, without output options and the target. A template is filled in, what the caller
 * says overrides it, and what nobody says gets `-T4 --max-parallelism 10 -Pn --top-ports 1000`.
 *
 * Throws {@link ToolError} `VALIDATION_ERROR` for what contradicts itself and for what is not allowed here.
 *
 * @example
 * scanArguments({ ports: '22,80' }, { allowIntrusive: false, rawSockets: false })
 * // ['-p', '22,80', '-T4', '--max-parallelism', '10', '-Pn']
 */
export function scanArguments(request: ScanRequest, policy: ScanPolicy): string[] {
  const own = withPorts(request.extra ? settingsOf(request.extra) : new Map(), request.ports)
  const whole = withTemplate(own, request.template === undefined ? [] : TEMPLATES[request.template].flags)
  const settings = expandAggressive(whole, policy)
  checkContradictions(settings)
  checkRawSockets(settings, policy)
  const scripts = scriptsOf(settings, request)
  for (const name of SCRIPT_CHOICE) settings.delete(name)
  if (scripts.length > 0) settings.set('--script', [scriptRule(scripts, policy)])
  addDefaults(settings)
  return [...settings].flatMap(written)
}
