/** What a new project is to be. */
export interface ProjectPlan {
  /** What the package and the server are called. */
  readonly name: string
  /** How clients reach it unless they are told otherwise. */
  readonly transport: 'stdio' | 'http'
  /** Names of its tools, in snake_case. At least one. */
  readonly tools: readonly string[]
  readonly tests: boolean
  readonly docker: boolean
  /** Where the package `plinth` comes from: a version range, a tarball, a folder. */
  readonly plinth: string
}

/** A file of a project. */
export interface ProjectFile {
  /** Relative to the project, with `/`. */
  readonly path: string
  readonly content: string | Uint8Array
}

const NAME = /^[a-z0-9][a-z0-9._-]*$/
/** Names that npm does not take, or that mean something else. */
const TAKEN = new Set(['node_modules', 'favicon.ico', 'plinth', 'zod', 'test'])

/** What is wrong with the name of a project; undefined when nothing is. */
export const nameProblem = (name: string): string | undefined => {
  if (name === '') return 'Give it a name'
  if (name.length > 64) return 'The name has more than 64 characters'
  if (!NAME.test(name))
    return 'Use small letters, digits, "-", "_" and ".", and begin with a letter or a digit'
  return TAKEN.has(name) ? `${name} is the name of something else` : undefined
}

const TOOL = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/
/** Words of the language, and what the files that are written use themselves. */
const RESERVED = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super
  switch this throw true try typeof var void while with yield arguments eval tool server client text z`.split(
    /\s+/,
  ),
)

/** What is wrong with the names of tools; undefined when nothing is. */
export const toolsProblem = (tools: readonly string[]): string | undefined => {
  if (tools.length === 0) return 'Name at least one tool'
  const bad = tools.find(tool => tool.length > 64 || !TOOL.test(tool))
  if (bad !== undefined)
    return `${JSON.stringify(bad)} cannot be the name of a tool here: use small letters and digits with "_" between words, such as find_orders`
  const reserved = tools.find(tool => RESERVED.has(tool))
  if (reserved !== undefined)
    return `"${reserved}" means something else in the code: say what the tool does, such as ${reserved}_order`
  const twice = tools.find((tool, index) => tools.indexOf(tool) !== index)
  return twice === undefined ? undefined : `${twice} is named twice`
}
