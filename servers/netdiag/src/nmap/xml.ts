import { ToolError } from 'plinth'
import { present } from '../present.ts'
import type { NmapHost, NmapOs, NmapPort, NmapReport, NmapScript, NmapService } from './report.ts'
import { parseXml, type XmlElement } from './xml-element.ts'

const ROOT_OPEN = '<nmaprun'
const ROOT_CLOSE = '</nmaprun>'
const HOST_CLOSE = '</host>'

/**
 * Leaves what nmap had finished: from the root's opening to its end, or to the last finished host when it was
 * stopped before. Whatever stands before the root (a DOCTYPE above all) is dropped unread.
 */
function finishedPart(text: string): { readonly document: string; readonly complete: boolean } | undefined {
  const start = text.indexOf(ROOT_OPEN)
  if (start < 0) return undefined
  const end = text.lastIndexOf(ROOT_CLOSE)
  if (end > start) return { document: text.slice(start, end + ROOT_CLOSE.length), complete: true }
  const lastHost = text.lastIndexOf(HOST_CLOSE)
  const rootEnd = text.indexOf('>', start)
  if (rootEnd < 0) return undefined
  const cut = lastHost > start ? lastHost + HOST_CLOSE.length : rootEnd + 1
  return { document: text.slice(start, cut) + ROOT_CLOSE, complete: false }
}

const ADDRESS_TYPES: ReadonlyMap<string, 'ipv4' | 'ipv6' | 'mac'> = new Map([
  ['ipv4', 'ipv4'],
  ['ipv6', 'ipv6'],
  ['mac', 'mac'],
])

function cpeOf(element: XmlElement): string[] {
  return element.children('cpe').map(cpe => cpe.content())
}

function scriptsOf(element: XmlElement): NmapScript[] {
  return element.children('script').map(s => ({ id: s.text('id') ?? '', output: s.text('output') ?? '' }))
}

function serviceOf(element: XmlElement): NmapService {
  return {
    name: element.text('name') ?? 'unknown',
    ...present({
      product: element.text('product'),
      version: element.text('version'),
      extraInfo: element.text('extrainfo'),
      tunnel: element.text('tunnel'),
      method: element.text('method'),
      confidence: element.number('conf'),
    }),
    cpe: cpeOf(element),
  }
}

function portOf(element: XmlElement): NmapPort {
  const state = element.child('state')
  const service = element.child('service')
  return {
    protocol: element.text('protocol') ?? 'unknown',
    port: element.number('portid') ?? 0,
    state: state?.text('state') ?? 'unknown',
    ...present({ reason: state?.text('reason'), service: service && serviceOf(service) }),
    scripts: scriptsOf(element),
  }
}

function osOf(match: XmlElement): NmapOs {
  const kind = match.child('osclass')
  return {
    name: match.text('name') ?? 'unknown',
    accuracy: match.number('accuracy') ?? 0,
    ...present({
      family: kind?.text('osfamily'),
      vendor: kind?.text('vendor'),
      generation: kind?.text('osgen'),
    }),
    cpe: match.children('osclass').flatMap(cpeOf),
  }
}

function hostOf(element: XmlElement): NmapHost {
  const status = element.child('status')
  const ports = element.child('ports')
  return {
    status: status?.text('state') ?? 'unknown',
    ...present({ reason: status?.text('reason') }),
    addresses: element.children('address').map(a => ({
      address: a.text('addr') ?? '',
      type: ADDRESS_TYPES.get(a.text('addrtype') ?? '') ?? 'unknown',
      ...present({ vendor: a.text('vendor') }),
    })),
    hostnames: (element.child('hostnames')?.children('hostname') ?? []).map(h => ({
      name: h.text('name') ?? '',
      type: h.text('type') ?? 'unknown',
    })),
    ports: (ports?.children('port') ?? []).map(portOf),
    otherPorts: (ports?.children('extraports') ?? []).map(extra => ({
      state: extra.text('state') ?? 'unknown',
      count: extra.number('count') ?? 0,
    })),
    os: (element.child('os')?.children('osmatch') ?? []).map(osOf),
    scripts: element.children('hostscript').flatMap(scriptsOf),
    ...present({
      uptimeSec: element.child('uptime')?.number('seconds'),
      distance: element.child('distance')?.number('value'),
    }),
  }
}

function isoTime(seconds: number | undefined): string | undefined {
  if (seconds === undefined || Math.abs(seconds) > 8.64e12) return undefined
  return new Date(seconds * 1000).toISOString()
}

function readDocument(document: string): XmlElement | undefined {
  try {
    return parseXml(document).child('nmaprun')
  } catch (cause) {
    throw new ToolError('nmap wrote XML that cannot be read', {
      code: 'EXECUTION_ERROR',
      suggestion: 'Run the same scan again; if it fails again, scan fewer hosts or ports at a time',
      cause,
    })
  }
}

/**
 * Reads what `nmap -oX -` wrote. Output that breaks off, because nmap was stopped or its output was cut, gives
 * the hosts that were finished, with `complete: false`.
 *
 * Throws {@link ToolError} `EXECUTION_ERROR` when the text holds no readable nmap report.
 */
export function parseNmapXml(text: string): NmapReport {
  const part = finishedPart(text)
  const run = part && readDocument(part.document)
  if (part === undefined || run === undefined) {
    throw new ToolError('nmap wrote no report', {
      code: 'EXECUTION_ERROR',
      suggestion: 'Read stderr for the reason; a longer timeout_sec may help when nmap was stopped at once',
    })
  }
  const stats = run.child('runstats')
  const finished = stats?.child('finished')
  const counts = stats?.child('hosts')
  const hosts = run.children('host').map(hostOf)
  const up = hosts.filter(host => host.status === 'up').length
  return {
    complete: part.complete && finished?.text('exit') === 'success',
    ...present({
      nmapVersion: run.text('version'),
      arguments: run.text('args'),
      startedAt: isoTime(run.number('start')),
      elapsedSec: finished?.number('elapsed'),
      summary: finished?.text('summary'),
      error: finished?.text('errormsg'),
    }),
    hostsUp: counts?.number('up') ?? up,
    hostsDown: counts?.number('down') ?? hosts.length - up,
    hostsTotal: counts?.number('total') ?? hosts.length,
    hosts,
  }
}
