/** Which components a server serves of those that it has. */
export interface Filter {
  /** Names or aliases of tools: only these are there. Default: all. */
  readonly include?: readonly string[]
  /** Names or aliases of tools that are not there, whatever `include` says. */
  readonly exclude?: readonly string[]
  /** Only components with one of these tags. */
  readonly includeTags?: readonly string[]
  /** No component with one of these tags. */
  readonly excludeTags?: readonly string[]
  /** Names of mounted modules: only these are there. `_` and `-` are the same, and so are capitals. */
  readonly modules?: readonly string[]
}

const set = (values: readonly string[] | undefined) => (values?.length ? new Set(values) : undefined)

export const fold = (name: string): string => name.toLowerCase().replaceAll('_', '-')

export interface CompiledFilter {
  /** The names are those that a tool goes by: its own, the one with prefixes, and aliases. */
  hasTool(names: readonly string[]): boolean
  hasTags(tags: ReadonlySet<string>): boolean
  hasModule(name: string): boolean
}

/** Makes filters ready for many questions. What one of them leaves out is not there. */
export const compileFilters = (filters: readonly Filter[]): CompiledFilter => {
  const compiled = filters.map(compileFilter)
  return {
    hasTool: names => compiled.every(filter => filter.hasTool(names)),
    hasTags: tags => compiled.every(filter => filter.hasTags(tags)),
    hasModule: name => compiled.every(filter => filter.hasModule(name)),
  }
}

const compileFilter = (filter: Filter): CompiledFilter => {
  const include = set(filter.include)
  const exclude = set(filter.exclude)
  const includeTags = set(filter.includeTags)
  const excludeTags = set(filter.excludeTags)
  const modules = set(filter.modules?.map(fold))
  return {
    hasTool: names =>
      !names.some(name => exclude?.has(name)) && (!include || names.some(name => include.has(name))),
    hasTags: tags =>
      !(excludeTags && [...tags].some(tag => excludeTags.has(tag))) &&
      (!includeTags || [...tags].some(tag => includeTags.has(tag))),
    hasModule: name => !modules || modules.has(fold(name)),
  }
}
