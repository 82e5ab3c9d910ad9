export type { Address, Family } from './address.ts'
export { MAX_HOST_NAME } from './host-name.ts'
export { type Lookup, type ResolvedTarget, type ResolveOptions, resolveTarget } from './resolve-target.ts'
export { TargetError, type TargetErrorOptions, type TargetRule } from './target-error.ts'
export {
  type CheckOptions,
  PRIVATE_NETWORKS,
  type Target,
  type TargetPolicy,
  type TargetPolicyOptions,
  targetPolicy,
} from './target-policy.ts'
