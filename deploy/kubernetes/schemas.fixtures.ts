interface Failure {
  readonly instancePath: string
  readonly message?: string
  readonly keyword: string
  readonly params: object
}
type Check = (data: unknown) => readonly Failure[]

const OPERATOR = 'monitoring.coreos.com/v1'

/** The models of the operator's kinds throw what they find. */
const checkOfOperator = async (kind: string): Promise<Check> => {
  const { [kind]: Model } = await import(`@kubernetes-models/prometheus-operator/${OPERATOR}/${kind}`)
  return data => {
    try {
      new Model(data).validate()
      return []
    } catch (error) {
      if (error instanceof Error && 'errors' in error) return error.errors as readonly Failure[]
      throw error
    }
  }
}

/** The package of schemas calls the kind `Deployment` of `apps/v1` by one name: `IoK8sApiAppsV1Deployment`. */
const checkOf = async (apiVersion: string, kind: string): Promise<Check> => {
  if (apiVersion === OPERATOR) return checkOfOperator(kind)
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion]
  const words = [group.split('.')[0] ?? '', version].map(word => word.charAt(0).toUpperCase() + word.slice(1))
  const { validate } = await import(`kubernetes-models/_schemas/IoK8sApi${words.join('')}${kind}`)
  return data => (validate(data) ? [] : (validate.errors ?? []))
}

/**
 * An object that notes which of its fields nobody asked for. The validators ask for every field that their schema has,
 * and the schemas of Kubernetes allow any others beside: what was not asked for does not exist there.
 */
const watched = (value: unknown, path: string, unread: Set<string>): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const inside = new Map(
    Object.entries(value).map(([key, each]) => [key, watched(each, `${path}/${key}`, unread)] as const),
  )
  if (!Array.isArray(value)) for (const key of inside.keys()) unread.add(`${path}/${key}`)
  return new Proxy(value, {
    get(target, key) {
      if (typeof key !== 'string' || !inside.has(key)) return Reflect.get(target, key)
      unread.delete(`${path}/${key}`)
      return inside.get(key)
    },
  })
}

/** What is wrong with a manifest by the schema of its kind: wrong types, what is missing, and fields that there are not. */
export const problemsWith = async (manifest: {
  readonly apiVersion: string
  readonly kind: string
}): Promise<readonly string[]> => {
  const check = await checkOf(manifest.apiVersion, manifest.kind)
  const unread = new Set<string>()
  const failures = check(watched(manifest, '', unread)).map(
    ({ instancePath, keyword, params }) => `${instancePath}: ${keyword} ${JSON.stringify(params)}`,
  )
  // What stands in an unknown field was not asked for either.
  const unknown = [...unread].filter(path => !unread.has(path.slice(0, path.lastIndexOf('/'))))
  return [...failures, ...unknown.map(path => `${path}: there is no such field`)]
}
