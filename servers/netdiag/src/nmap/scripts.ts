import { invalid } from '../failures.ts'
import { SCRIPT_CATEGORIES } from './script-table.ts'

const OPEN_CATEGORIES = ['default', 'discovery', 'safe', 'version']
const INTRUSIVE_CATEGORIES = ['intrusive', 'vuln']
/** Never run: they attack, guess credentials, or talk to third parties or to a whole network segment. */
const CLOSED_CATEGORIES = ['auth', 'broadcast', 'brute', 'dos', 'exploit', 'external', 'fuzzer', 'malware']

export interface ScriptPolicy {
  /** Whether scripts of the categories `vuln` and `intrusive` may run. */
  readonly allowIntrusive: boolean
}

const HOW_TO_ALLOW = 'An operator can allow it with MCP_SECURITY_ALLOW_INTRUSIVE=true'

function forbiddenCategories({ allowIntrusive }: ScriptPolicy): string[] {
  return allowIntrusive ? CLOSED_CATEGORIES : [...CLOSED_CATEGORIES, ...INTRUSIVE_CATEGORIES].toSorted()
}

function checkCategory(category: string, { allowIntrusive }: ScriptPolicy): void {
  if (CLOSED_CATEGORIES.includes(category)) {
    throw invalid(
      `Scripts of the category "${category}" never run here`,
      `Use one of the categories ${OPEN_CATEGORIES.join(', ')}`,
      { refused: 'code', rule: 'never' },
    )
  }
  if (INTRUSIVE_CATEGORIES.includes(category) && !allowIntrusive) {
    throw invalid(`Scripts of the category "${category}" are switched off`, HOW_TO_ALLOW, {
      refused: 'code',
      rule: 'intrusive',
    })
  }
}

function checkScript(name: string, policy: ScriptPolicy): void {
  const categories = SCRIPT_CATEGORIES.get(name)
  if (categories === undefined) {
    throw invalid(
      `Unknown script "${name}"`,
      `Use a category (${OPEN_CATEGORIES.join(', ')}) or one of: ${[...SCRIPT_CATEGORIES.keys()].join(', ')}`,
    )
  }
  for (const category of categories) checkCategory(category, policy)
}

/**
 * A category contains scripts that belong to forbidden ones as well: a third of `safe` asks services on the
 * internet, broadcasts, or tries credentials. They are taken out by nmap's own rule language.
 */
function categoryRule(category: string, policy: ScriptPolicy): string {
  return `${category} and not (${forbiddenCategories(policy).join(' or ')})`
}

/**
 * Turns script names and categories into one value for nmap's `--script`.
 *
 * Throws {@link ToolError} `VALIDATION_ERROR` for a script that is not known and for a category that may not run.
 *
 * @example
 * scriptRule(['http-title', 'ssl-cert'], { allowIntrusive: false }) // 'http-title,ssl-cert'
 */
export function scriptRule(scripts: readonly string[], policy: ScriptPolicy): string {
  const rules = new Set<string>()
  for (const script of scripts) {
    const isCategory = [...OPEN_CATEGORIES, ...INTRUSIVE_CATEGORIES, ...CLOSED_CATEGORIES].includes(script)
    if (isCategory) checkCategory(script, policy)
    else checkScript(script, policy)
    rules.add(isCategory ? categoryRule(script, policy) : script)
  }
  return [...rules].join(',')
}
