import { XMLParser } from 'fast-xml-parser'

/** One element of a parsed document. Nothing about it is trusted: what is absent or of another kind reads as absent. */
export interface XmlElement {
  /** An attribute's value, with its references decoded. */
  text(attribute: string): string | undefined
  /** An attribute's value when it is a decimal number. */
  number(attribute: string): number | undefined
  /** The text between the tags. */
  content(): string
  child(name: string): XmlElement | undefined
  children(name: string): XmlElement[]
}

const CONTENT = '#text'

// Entities stay as they are: the parser would otherwise expand what a DOCTYPE declares.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: CONTENT,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 64,
})

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function decodeReference(whole: string, name: string): string {
  if (!name.startsWith('#')) return NAMED.get(name) ?? whole
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  const isScalar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isScalar ? String.fromCodePoint(code) : '\uFFFD'
}

/** Decodes the five named references of XML and numeric ones, once: `&amp;lt;` becomes `&lt;`. */
export function decodeReferences(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,8}|#[0-9]{1,8}|[a-z]{2,4});/g, decodeReference)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function read(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function element(value: unknown): XmlElement {
  const text = (attribute: string): string | undefined => {
    const raw = read(value, `@${attribute}`)
    return typeof raw === 'string' ? decodeReferences(raw) : undefined
  }
  const children = (name: string): XmlElement[] => {
    const found = read(value, name)
    if (found === undefined) return []
    return (Array.isArray(found) ? found : [found]).map(element)
  }
  return {
    text,
    number(attribute) {
      const raw = text(attribute)
      return raw !== undefined && /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : undefined
    },
    content() {
      const raw = typeof value === 'string' ? value : read(value, CONTENT)
      return typeof raw === 'string' ? decodeReferences(raw) : ''
    },
    child: name => children(name)[0],
    children,
  }
}

/**
 * Parses a document and returns an element that holds its root.
 *
 * Throws when the text is not XML, and when it has a DOCTYPE that declares entities kept elsewhere.
 */
export function parseXml(text: string): XmlElement {
  return element(parser.parse(text))
}
