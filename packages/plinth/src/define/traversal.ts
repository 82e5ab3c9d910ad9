const TRAVERSAL = /(^|[\\/])\.\.([\\/]|$)/
const ABSOLUTE = /^([\\/]|[A-Za-z]:[\\/])/

/** Whether a value could lead out of the place that a template was made for: `..`, an absolute path, NUL. */
export const isTraversal = (value: string): boolean =>
  value.includes('\0') || TRAVERSAL.test(value) || ABSOLUTE.test(value)
