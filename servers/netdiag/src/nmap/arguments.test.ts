import { parseFreeArguments, tokenize } from 'plinth/command'
import { describe, expect, it } from 'vitest'
import { nmapAllowlist, type ScanPolicy, type ScanRequest, scanArguments } from './arguments.ts'
import { TEMPLATE_NAMES, TEMPLATES } from './templates.ts'

const plain: ScanPolicy = { allowIntrusive: false, rawSockets: false }
const root: ScanPolicy = { allowIntrusive: false, rawSockets: true }
const intrusive: ScanPolicy = { allowIntrusive: true, rawSockets: true }

const parse = (text: string) => parseFreeArguments(tokenize(text, 2048), nmapAllowlist)
const line = (request: ScanRequest, policy = plain) => scanArguments(request, policy).join(' ')
const extra = (text: string, more: ScanRequest = {}) => line({ ...more, extra: parse(text) }, root)

const FORBIDDEN =
  'auth or broadcast or brute or dos or exploit or external or fuzzer or intrusive or malware or vuln'

describe('scanArguments', () => {
  it('adds the defaults', () => {
    expect(line({})).toBe('-T4 --max-parallelism 10 -Pn --top-ports 1000')
  })

  it.each([
    ['quick', '--top-ports 100 -T4 --max-parallelism 10 -Pn'],
    ['standard', '-sV --top-ports 1000 -T4 --max-parallelism 10 -Pn'],
    [
      'thorough',
      `-sV -p 1-65535 --script default and not (${FORBIDDEN}),safe and not (${FORBIDDEN}) -T4 --max-parallelism 10 -Pn`,
    ],
    ['discovery', '-sn -T4 --max-parallelism 10'],
    ['version', '-sV --version-intensity 7 --top-ports 100 -T4 --max-parallelism 10 -Pn'],
    ['script', `-sV --top-ports 100 --script default and not (${FORBIDDEN}) -T4 --max-parallelism 10 -Pn`],
  ] as const)('fills in the template %s', (template, expected) => {
    expect(line({ template })).toBe(expected)
  })

  it.each(TEMPLATE_NAMES)('has a template %s that passes the checks for callers', name => {
    const { flags, scripts } = TEMPLATES[name]
    const typed = [...flags, ...(scripts.length > 0 ? ['--script', scripts.join(',')] : [])].join(' ')
    expect(line({ extra: parse(typed) })).toBe(line({ template: name }))
  })

  it.each([
    ['-T2', {}, '-T2 --max-parallelism 10 -Pn --top-ports 1000'],
    ['-T 3', {}, '-T3 --max-parallelism 10 -Pn --top-ports 1000'],
    ['--max-parallelism=5', {}, '--max-parallelism 5 -T4 -Pn --top-ports 1000'],
    ['-p 80', {}, '-p 80 -T4 --max-parallelism 10 -Pn'],
    ['-F', {}, '-F -T4 --max-parallelism 10 -Pn'],
    ['-sn', {}, '-sn -T4 --max-parallelism 10'],
    ['-PE', {}, '-PE -T4 --max-parallelism 10 --top-ports 1000'],
    ['-PS22,80', {}, '-PS22,80 -T4 --max-parallelism 10 --top-ports 1000'],
    ['-p 80', { template: 'standard' }, '-sV -p 80 -T4 --max-parallelism 10 -Pn'],
    [
      '--version-intensity 1',
      { template: 'version' },
      '-sV --version-intensity 1 --top-ports 100 -T4 --max-parallelism 10 -Pn',
    ],
    ['-sS -sU --reason', { ports: '53' }, '-sS -sU -p 53 --reason -T4 --max-parallelism 10 -Pn'],
  ] as const)('lets %j with %j override', (text, more, expected) => {
    expect(extra(text, more).split(' ').toSorted()).toEqual(expected.split(' ').toSorted())
  })

  it('takes scripts from the input, from --script and from -sC, through the same rules', () => {
    const expected = '-T4 --max-parallelism 10 -Pn --top-ports 1000'
    expect(line({ scripts: ['http-title'] })).toBe(`--script http-title ${expected}`)
    expect(extra('--script safe')).toBe(`--script safe and not (${FORBIDDEN}) ${expected}`)
    expect(extra('-sC')).toBe(`--script default and not (${FORBIDDEN}) ${expected}`)
    expect(line({ template: 'script', scripts: ['ssl-cert'] })).toContain('--script ssl-cert ')
    expect(() => extra('--script vuln')).toThrow('switched off')
    expect(() => extra('--script smtp-open-relay')).toThrow('Unknown script')
  })

  it('keeps -A behind the operator, and the scripts within it behind the rules', () => {
    expect(() => extra('-A')).toThrow('Flag -A is switched off')
    expect(line({ extra: parse('-A') }, intrusive)).toBe(
      `-sV -O --traceroute --script default and not (${FORBIDDEN.replace('intrusive or ', '').replace(' or vuln', '')}) ` +
        '-T4 --max-parallelism 10 -Pn --top-ports 1000',
    )
    expect(line({ extra: parse('-A') }, { ...intrusive, rawSockets: false })).not.toMatch(/-O|--traceroute/)
  })

  it.each(['-sS', '-sU', '-O', '--traceroute'])('asks for privileges for %s', flag => {
    expect(() => line({ extra: parse(flag) })).toThrow(`${flag} needs raw sockets`)
    expect(line({ extra: parse(flag) }, root)).toContain(flag)
  })

  it.each([
    ['-sn', { ports: '80' }, 'looks at no ports'],
    ['-p 80', { ports: '81' }, 'Ports are given twice'],
    ['-p 80 --top-ports 5', {}, 'choose ports twice'],
    ['-Pn', { template: 'discovery' }, '-sn and -Pn contradict'],
    ['-sV', { template: 'discovery' }, '-sn and -sV contradict'],
    ['-n -R', {}, 'contradict'],
    ['-sT -sS', {}, 'contradict'],
  ] as const)('refuses %j with %j: %s', (text, more, message) => {
    expect(() => extra(text, more)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    )
  })

  it.each([
    '-oN /tmp/x',
    '-oX -',
    '-oA=x',
    '-oNfile',
    '--append-output',
    '-iL /etc/passwd',
    '-iR 5',
    '--excludefile x',
    '-D 10.0.0.1',
    '-S 10.0.0.1',
    '-e eth0',
    '-g 53',
    '--source-port 53',
    '-f',
    '--mtu 8',
    '--data 00',
    '--data-length 5',
    '--data-string x',
    '--ip-options R',
    '--ttl 3',
    '--spoof-mac 0',
    '--badsum',
    '--proxies x',
    '-sI 10.0.0.1',
    '-b 10.0.0.1',
    '--script-args a=b',
    '--script-args-file x',
    '--script-updatedb',
    '--script-help x',
    '--datadir /tmp',
    '--stylesheet x',
    '--resume x',
    '-T0',
    '-T1',
    '-T5',
    '--min-rate 100000',
    '--max-parallelism 500',
    '--host-timeout 2h',
    '--host-timeout x',
    '--version-intensity 10',
    '-p 0',
    '-p 1-70000',
    '-p -iL',
    '-p',
    '10.0.0.2',
    '--script ../x',
    '--script +safe',
    '--script x.nse/y',
    '-sX',
    '-sF',
    '-sN',
    '-sM',
    '-sA',
    '--scanflags SYN',
    '--privileged',
    '--send-eth',
    '--dns-servers 8.8.8.8',
    '-n -n',
    '-Pn=x',
    '--interactive',
  ])('lets no caller say %s', text => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'ArgumentError' }))
  })
})
