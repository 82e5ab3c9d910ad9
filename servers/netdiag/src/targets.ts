import {
  type Lookup,
  type ResolvedTarget,
  resolveTarget,
  TargetError,
  type TargetPolicy,
} from 'plinth/command'
import { invalid } from './failures.ts'

/** One machine, by the address that was checked. */
export interface Machine {
  readonly address: string
  /** The name that was asked for, where it was one. */
  readonly name?: string
}

export type FindMachine = (target: string, signal: AbortSignal) => Promise<Machine>

const machineOf = ({ value, name }: ResolvedTarget): Machine => ({
  address: value,
  ...(name !== undefined && { name }),
})

/** A refused target, in words that the caller may see. */
function refused(error: unknown): unknown {
  if (!(error instanceof TargetError)) return error
  const { message, suggestion, rule, data } = error
  return invalid(message, suggestion, { refused: 'target', rule, ...data })
}

/** Runs a check of the target policy so that the caller is told what it refuses, and why. */
export function checked<T>(check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw refused(error)
  }
}

/** Finds the machine that a target stands for, if the policy allows it. A name is resolved once, here. */
export const machineFinder =
  (policy: TargetPolicy, lookup?: Lookup): FindMachine =>
  async (target, signal) => {
    try {
      return machineOf(await resolveTarget(policy, target, { signal, ...(lookup && { lookup }) }))
    } catch (error) {
      throw refused(error)
    }
  }
