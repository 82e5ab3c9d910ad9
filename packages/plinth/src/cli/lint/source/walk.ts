import type { AnyNode } from 'acorn'

/** Nodes from the outermost to the one above. */
export type Ancestors = readonly AnyNode[]

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const childrenOf = (node: AnyNode): AnyNode[] => Object.values(node).flat().filter(isNode)

/** Visits a node and all below it; below one of which `visit` says false, nothing. */
export const walk = (
  node: AnyNode,
  visit: (node: AnyNode, ancestors: Ancestors) => boolean | void,
  ancestors: Ancestors = [],
): void => {
  if (visit(node, ancestors) === false) return
  const inner = [...ancestors, node]
  for (const child of childrenOf(node)) walk(child, visit, inner)
}

/** Every node of some types, with what stands around it. */
export const nodesOf = <T extends AnyNode['type']>(root: AnyNode, ...types: readonly T[]) => {
  type Wanted = Extract<AnyNode, { readonly type: T }>
  const found: { readonly node: Wanted; readonly ancestors: Ancestors }[] = []
  const wanted: readonly string[] = types
  walk(root, (node, ancestors) => {
    if (wanted.includes(node.type)) found.push({ node: node as Wanted, ancestors })
  })
  return found
}
