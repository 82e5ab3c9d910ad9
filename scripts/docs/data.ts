import { parseAllDocuments } from 'yaml'
import type { Block } from './page.ts'

const faultOfYaml = (code: string): string | undefined => {
  for (const { errors } of [parseAllDocuments(code)].flat()) {
    const [error] = errors
    if (error) return error.message
  }
  return undefined
}

const faultOfJson = (code: string): string | undefined => {
  try {
    JSON.parse(code)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const faultOfLines = (code: string): string | undefined => {
  for (const line of code.trim().split('\n')) {
    const fault = faultOfJson(line)
    if (fault !== undefined) return fault
  }
  return undefined
}

const READERS: Readonly<Record<string, (code: string) => string | undefined>> = {
  json: faultOfJson,
  jsonl: faultOfLines,
  yaml: faultOfYaml,
}

/** Blocks of data that cannot be parsed. */
export const checkData = (blocks: readonly Block[]): string[] =>
  blocks.flatMap(({ page, line, language, code }) => {
    const fault = READERS[language]?.(code)
    return fault === undefined ? [] : [`${page}:${line}: no ${language}: ${fault}`]
  })
