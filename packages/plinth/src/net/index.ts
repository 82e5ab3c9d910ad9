export { MAX_HOST_NAME } from './host-name.ts'
export { type Lookup, type ResolvedTarget, resolveTarget } from './resolve-target.ts'
export { TargetError } from './target-error.ts'
export {
  PRIVATE_NETWORKS,
  type Target,
  type TargetPolicy,
  type TargetPolicyOptions,
  targetPolicy,
} from './target-policy.ts'
