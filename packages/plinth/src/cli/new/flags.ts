/** What can be said of a new project on the command line; what is not said is asked for, or has a default. */
export interface NewFlags {
  readonly transport?: 'stdio' | 'http'
  /** Names with commas between them. */
  readonly tools?: string
  readonly tests?: boolean
  readonly docker?: boolean
  readonly install?: boolean
  readonly yes?: boolean
  readonly plinth?: string
}

/** Where nobody says which tools there are to be. */
export const USUAL_TOOL = 'change_text'

export const toolNames = (text: string): readonly string[] =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
