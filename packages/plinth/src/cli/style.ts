import { styleText } from 'node:util'
import type { Environment } from '../config/index.ts'
import type { Output } from './io.ts'

type Style = (text: string) => string

/** Ways to set text off, which do nothing where they would not be seen. */
export type Styles = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', Style>>

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** Colours for a stream: on a terminal, unless `NO_COLOR` is set; elsewhere where `FORCE_COLOR` is. */
export const stylesFor = (stream: Output, env: Environment): Styles => {
  const coloured = isSet(env.FORCE_COLOR)
    ? env.FORCE_COLOR !== '0'
    : stream.isTTY === true && !isSet(env.NO_COLOR) && env.TERM !== 'dumb'
  const style =
    (format: keyof Styles): Style =>
    text =>
      coloured ? styleText(format, text, { validateStream: false }) : text
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  }
}
