import { expect, it } from 'vitest'
import { limited } from './limits.ts'
import { sandboxed } from './sandbox.ts'

const program = { file: '/usr/bin/nmap', args: ['-p', '80', '$(id)', '--cpu=9', '"; id'] }
const limits = { cpuSec: 60, memoryMb: 512, openFiles: 256 }

it('puts limits on a program with prlimit', () => {
  expect(limited(program, limits, { kind: 'prlimit', file: '/usr/bin/prlimit' })).toEqual({
    file: '/usr/bin/prlimit',
    args: ['--cpu=60:61', '--as=536870912', '--nofile=256', '--core=0', '--', program.file, ...program.args],
  })
})

it('puts limits on a program with a shell that never sees the arguments as its own text', () => {
  const { file, args } = limited(program, limits, { kind: 'sh', file: '/bin/sh', addressSpace: true })
  expect(file).toBe('/bin/sh')
  expect(args.slice(2)).toEqual(['sh', program.file, ...program.args])
  expect(args[0]).toBe('-c')
  expect(args[1]).toMatch(/^(?:ulimit (?:-[SH] )?-[tvnc] \d+ && )+exec "\$@"$/)
})

it('leaves out the limit that macOS does not know', () => {
  const script = (addressSpace: boolean) =>
    limited(program, limits, { kind: 'sh', file: '/bin/sh', addressSpace }).args[1]
  expect(script(true)).toContain('ulimit -v 524288 &&')
  expect(script(false)).not.toContain('ulimit -v')
})

it('puts a program into a sandbox', () => {
  const { file, args } = sandboxed(program, '/usr/bin/bwrap')
  expect(file).toBe('/usr/bin/bwrap')
  expect(args.slice(args.indexOf('--'))).toEqual(['--', program.file, ...program.args])
  expect(args).toEqual(expect.arrayContaining(['--unshare-pid', '--die-with-parent', '--ro-bind']))
})
