import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { needs } from '@plinth/test-support'
import { expect } from 'vitest'
import { SCRIPT_CATEGORIES } from './script-table.ts'
import { scriptRule } from './scripts.ts'

const DATABASE = '/usr/share/nmap/scripts/script.db'

const { it } = needs({ what: `nmap's list of scripts ${DATABASE}`, present: () => existsSync(DATABASE) })

it('files each known script under the categories that nmap files it in', () => {
  const entries = readFileSync(DATABASE, 'utf8').matchAll(
    /filename = "([^"]+)\.nse", categories = \{ ([^}]+) \}/g,
  )
  const filed = new Map(
    [...entries].map(([, name = '', list = '']) => [
      name,
      [...list.matchAll(/"(\w+)"/g)].map(match => match[1]),
    ]),
  )
  const differing = [...SCRIPT_CATEGORIES]
    .filter(([name, categories]) => String(filed.get(name)?.toSorted()) !== String(categories.toSorted()))
    .map(([name]) => name)
  expect(filed.size).toBeGreaterThan(500)
  expect(differing).toEqual([])
})

const forbidden = ['auth', 'broadcast', 'brute', 'dos', 'exploit', 'external', 'fuzzer', 'malware']

needs('nmap').it('lets nmap choose by category nothing that is forbidden under another', () => {
  for (const allowIntrusive of [false, true]) {
    for (const category of [
      'safe',
      'default',
      'discovery',
      'version',
      ...(allowIntrusive ? ['vuln', 'intrusive'] : []),
    ]) {
      const help = execFileSync('nmap', ['--script-help', scriptRule([category], { allowIntrusive })], {
        encoding: 'utf8',
        cwd: '/',
      })
      const chosen = [...help.matchAll(/^Categories: (.+)$/gm)].map(([, list = '']) => list.split(' '))
      expect(chosen.length, category).toBeGreaterThan(10)
      const refused = allowIntrusive ? forbidden : [...forbidden, 'intrusive', 'vuln']
      expect(chosen.flat().filter(found => refused.includes(found))).toEqual([])
    }
  }
})
