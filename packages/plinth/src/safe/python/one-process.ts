/** A machine's numbers of system calls, as its kernel headers have them. */
interface Numbers {
  readonly audit: number
  readonly clone: number
  readonly clone3: number
  /** What a program may not call: further processes, other namespaces, other processes' memory, doors into the kernel. */
  readonly denied: readonly number[]
}

// fork, vfork, ptrace, setns, unshare, process_vm_readv, process_vm_writev, bpf, perf_event_open, userfaultfd, keyctl,
// io_uring_setup
const NUMBERS: Readonly<Record<string, Numbers>> = {
  x64: {
    audit: 0xc000003e,
    clone: 56,
    clone3: 435,
    denied: [57, 58, 101, 308, 272, 310, 311, 321, 298, 323, 250, 425],
  },
  arm64: {
    audit: 0xc00000b7,
    clone: 220,
    clone3: 435,
    denied: [117, 268, 97, 270, 271, 280, 241, 282, 219, 425],
  },
}

const [LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_SET, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x06]
const [NUMBER, ARCHITECTURE, FIRST_ARGUMENT] = [0, 4, 16]
const ALLOW = 0x7fff0000
const KILL = 0x80000000
const fail = (errno: number): number => 0x00050000 | errno
const [EPERM, ENOSYS] = [1, 38]
const CLONE_THREAD = 0x10000
/** Numbers from here on are of another kind of program on x64. */
const X32 = 0x40000000

type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, value: number]

/** Does this with a call of this number, and goes on with any other. */
const on = (number: number, answer: number): Instruction[] => [
  [JUMP_IF_EQUAL, 0, 1, number],
  [RETURN, 0, 0, answer],
]

const encode = (instructions: readonly Instruction[]): Buffer => {
  const bytes = Buffer.alloc(instructions.length * 8)
  for (const [index, [code, whenTrue, whenFalse, value]] of instructions.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(whenTrue, index * 8 + 2)
    bytes.writeUInt8(whenFalse, index * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4)
  }
  return bytes
}

/**
 * A filter of system calls (seccomp) with which a program stays one process: threads may begin, processes may not. The
 * kernel's own limit on processes does not hold for servers that run as root.
 *
 * @returns undefined on machines whose numbers are not known
 */
export const oneProcessFilter = (machine: string): Buffer | undefined => {
  const numbers = Object.hasOwn(NUMBERS, machine) ? NUMBERS[machine] : undefined
  if (!numbers) return undefined
  return encode([
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, numbers.audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    [JUMP_IF_AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, fail(ENOSYS)],
    ...numbers.denied.flatMap(number => on(number, fail(EPERM))),
    // Its flags cannot be seen; without it libraries fall back to the one below.
    ...on(numbers.clone3, fail(ENOSYS)),
    [JUMP_IF_EQUAL, 1, 0, numbers.clone],
    [RETURN, 0, 0, ALLOW],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    [JUMP_IF_SET, 0, 1, CLONE_THREAD],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, fail(EPERM)],
  ])
}
