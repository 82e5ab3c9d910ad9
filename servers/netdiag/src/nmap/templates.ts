/** A scan that is known by name: flags that pass the same checks as a caller's own. */
export interface ScanTemplate {
  /** For the model that chooses. */
  readonly description: string
  readonly flags: readonly string[]
  readonly scripts: readonly string[]
}

export const TEMPLATE_NAMES = ['quick', 'standard', 'thorough', 'discovery', 'version', 'script'] as const

export type TemplateName = (typeof TEMPLATE_NAMES)[number]

export const TEMPLATES: Readonly<Record<TemplateName, ScanTemplate>> = {
  quick: { description: 'the 100 most common ports', flags: ['--top-ports', '100'], scripts: [] },
  standard: {
    description: 'the 1000 most common ports, with the versions of their services',
    flags: ['-sV', '--top-ports', '1000'],
    scripts: [],
  },
  thorough: {
    description: 'every port, with versions and safe scripts; minutes for each host',
    flags: ['-sV', '-p', '1-65535'],
    scripts: ['default', 'safe'],
  },
  discovery: { description: 'which hosts are up, no ports', flags: ['-sn'], scripts: [] },
  version: {
    description: 'versions of the services on the 100 most common ports, asked patiently',
    flags: ['-sV', '--version-intensity', '7', '--top-ports', '100'],
    scripts: [],
  },
  script: {
    description: 'what the default scripts find on the 100 most common ports',
    flags: ['-sV', '--top-ports', '100'],
    scripts: ['default'],
  },
}

/** The templates with what each is for, as one text. */
export const templateHelp = (): string =>
  TEMPLATE_NAMES.map(name => `${name}: ${TEMPLATES[name].description}`).join('; ')
