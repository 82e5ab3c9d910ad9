declare module 'parse-prometheus-text-format' {
  export interface ParsedFamily {
    readonly name: string
    readonly help: string
    readonly type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED'
    readonly metrics: readonly {
      readonly labels?: Readonly<Record<string, string>>
      readonly value?: string
    }[]
  }
  /** Labels of histograms are lost: it takes all series of one for the same. */
  const parse: (text: string) => readonly ParsedFamily[]
  // biome-ignore lint/style/noDefaultExport: the package's own form
  export default parse
}
