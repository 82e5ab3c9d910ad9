import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import { expect } from 'vitest'

interface Documented {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly operationId: string; readonly responses: Readonly<Record<string, DocumentedResponse>> }
        >
      >
    >
  >
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

interface DocumentedResponse {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path)

/** Checks answers against what a document says of them, with a validator of others. */
export const documentedBy = (document: Documented) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ ...document, $id: 'https://api.test/openapi.json' })
  const used = new Set<string>()

  return {
    operations: Object.values(document.paths).flatMap(path =>
      Object.values(path).map(operation => operation.operationId),
    ),
    /** Every operation with a status that was checked so far. */
    used: () => [...used],
    check(method: string, path: string, status: number, contentType: string, body: unknown): void {
      const template = Object.keys(document.paths).find(each => matches(each, path))
      const operation = document.paths[template ?? '']?.[method.toLowerCase()]
      expect(operation, `${method} ${path} is documented`).toBeDefined()
      const response = operation?.responses[status]
      expect(response, `${method} ${path} may answer ${status}`).toBeDefined()
      const media = contentType.split(';', 1)[0]?.trim() ?? ''
      expect(Object.keys(response?.content ?? {}), `${method} ${path} ${status}`).toContain(media)
      const pointer = [
        'paths',
        template ?? '',
        method.toLowerCase(),
        'responses',
        String(status),
        'content',
        media,
      ]
        .map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/')
      const validate = ajv.compile({ $ref: `https://api.test/openapi.json#/${pointer}/schema` })
      const fits = validate(body)
      expect(validate.errors ?? [], `${method} ${path} ${status}: ${JSON.stringify(body)}`).toEqual([])
      expect(fits).toBe(true)
      used.add(`${operation?.operationId} ${status}`)
    },
  }
}
