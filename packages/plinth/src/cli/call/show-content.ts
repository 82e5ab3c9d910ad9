import type { ContentBlock } from '@modelcontextprotocol/client'

const size = (base64: string): string => `${Math.floor((base64.replace(/=+$/, '').length * 3) / 4)} bytes`

/** A block of content as text; what is no text is named, with its size. */
export const contentText = (block: ContentBlock): string => {
  switch (block.type) {
    case 'text':
      return block.text
    case 'image':
    case 'audio':
      return `[${block.type} ${block.mimeType}, ${size(block.data)}]`
    case 'resource_link':
      return `[link ${block.uri}]`
    case 'resource':
      return resourceText(block.resource)
  }
}

/** What was read of a resource, as text. */
export const resourceText = (content: {
  readonly uri: string
  readonly mimeType?: string | undefined
  readonly text?: string
  readonly blob?: string
}): string => content.text ?? `[${content.mimeType ?? 'data'} ${content.uri}, ${size(content.blob ?? '')}]`
