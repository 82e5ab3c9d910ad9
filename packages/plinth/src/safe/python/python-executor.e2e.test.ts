import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { afterAll, it as always, expect } from 'vitest'
import { pythonExecutor } from './python-executor.ts'

const python = pythonExecutor({ cpuSec: 1, timeoutMs: 20_000, outputBytes: 10_000 })
const { describe } = needs({
  what: "bubblewrap and the system's python3",
  present: () => python.unavailable === undefined,
})
const folder = mkdtempSync(join(tmpdir(), 'python-executor-'))
writeFileSync(join(folder, 'secret'), 'SECRET')
process.env.PLINTH_SECRET = 'SECRET'
afterAll(() => {
  delete process.env.PLINTH_SECRET
  rmSync(folder, { recursive: true })
})

describe('a Python program', () => {
  always('has a result, outputs, and failures', async () => {
    expect(await python.run('result = {"a": sum(range(10))}')).toEqual({
      status: 'done',
      value: { a: 45 },
      stdout: '',
      stderr: '',
    })
    expect(await python.run('print("hi")')).toMatchObject({ status: 'done', value: null, stdout: 'hi\n' })
    expect(await python.run('raise ValueError("wrong")')).toMatchObject({
      status: 'failed',
      stderr: expect.stringContaining('program.py", line 1'),
    })
    expect(await python.run('result = open("/tmp/x", "w").write("abc")')).toMatchObject({ value: 3 })
    expect(await python.run('import os; result = os.listdir("/tmp")')).toMatchObject({ value: [] })
  })

  always.each([
    ['the files of the server', `result = open(${JSON.stringify(join(folder, 'secret'))}).read()`],
    ['home directories', 'import os; result = os.listdir("/root")'],
    ['passwords', 'result = open("/etc/shadow").read()'],
    ['settings', 'result = open("/etc/passwd").read()'],
    ['writing to the system', 'open("/usr/x", "w")'],
    ['writing to the root', 'open("/x", "w")'],
    ['a larger file than /tmp', 'open("/tmp/x", "wb").write(b"x" * (32 * 2 ** 20))'],
    ['the network', 'import socket; socket.create_connection(("127.0.0.1", 22), 1)'],
    ['names', 'import socket; socket.getaddrinfo("example.com", 80)'],
    ['raw sockets', 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'],
    [
      'mounting',
      'import ctypes, os; r = ctypes.CDLL(None, use_errno=True).mount(b"none", b"/tmp", b"tmpfs", 0, None); assert r == 0',
    ],
    ['more memory', 'x = bytearray(2 ** 30)'],
    ['raising its limits', 'import resource; resource.setrlimit(resource.RLIMIT_AS, (2 ** 33, 2 ** 33))'],
    [
      'raising its limit of computing',
      'import resource; resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))',
    ],
    ['the processes of the server', `import os; os.kill(${process.pid}, 0)`],
    ['leaving the sandbox through /proc', 'result = open("/proc/1/root/etc/passwd").read()'],
    ['becoming somebody else', 'import os; os.setgroups([0]); os.chroot("/usr")'],
    ['a second process', 'import os; os.fork()'],
    ['another program', 'import subprocess; subprocess.run(["/usr/bin/true"])'],
    ['a process by spawning', 'import os; os.posix_spawn("/usr/bin/true", ["true"], {})'],
    ['namespaces of its own', 'import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0'],
    ['tracing', 'import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0'],
    ['reading modules of the user', 'import site; assert site.ENABLE_USER_SITE; import nonexistent_module'],
  ])('does not get %s', async (_, code) => {
    const result = await python.run(code)
    expect(result).toMatchObject({ status: 'failed' })
    expect(JSON.stringify(result)).not.toContain('SECRET')
  })

  always('sees neither the environment nor other processes, and no address but its own', async () => {
    expect(await python.run('import os; result = sorted(os.environ)')).toMatchObject({
      value: ['HOME', 'LANG', 'LC_CTYPE', 'PATH', 'PWD'].filter(name => name !== 'LC_CTYPE'),
    })
    const seen = await python.run('import os; result = len([p for p in os.listdir("/proc") if p.isdigit()])')
    expect(Number(seen.value)).toBeLessThan(5)
    const links = await python.run('import socket; result = [name for _, name in socket.if_nameindex()]')
    expect(links).toMatchObject({ value: ['lo'] })
  })

  always.each([
    ['an endless loop', 'while True: pass', 'cpu', 20_000],
    ['an endless wait', 'import time; time.sleep(60)', 'time', 1_000],
    ['endless output', 'while True: print("x" * 1000)', 'output', 20_000],
    [
      'a loop that does not heed signals',
      'import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass',
      'cpu',
      20_000,
    ],
  ])('%s ends with: %s', async (_, code, limit, timeoutMs) => {
    const events: unknown[] = []
    const ctx = { emit: (type: string, facts: object) => void events.push({ type, ...facts }) }
    const short = pythonExecutor({ cpuSec: 1, timeoutMs, outputBytes: 10_000 })
    expect(await short.run(code, { ctx })).toMatchObject({ status: 'limit', limit })
    expect(events).toEqual([expect.objectContaining({ type: 'security.refused', what: 'code', rule: limit })])
  })

  always('may have threads, as many as its memory holds', async () => {
    const start =
      'import threading, time\nfor _ in range(N): threading.Thread(target=time.sleep, args=(0.1,)).start()'
    expect(await python.run(start.replace('N', '3'))).toMatchObject({ status: 'done' })
    const many = await python.run(start.replace('N', '2000').replace('0.1', '1'))
    expect(many).toMatchObject({
      status: 'failed',
      stderr: expect.stringContaining("can't start new thread"),
    })
  })

  always('can be ended by its caller', async () => {
    await expect(python.run('while True: pass', { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})

always('limits are whole numbers', () => {
  expect(() => pythonExecutor({ cpuSec: 0 })).toThrow(RangeError)
})
