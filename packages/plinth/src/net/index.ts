export { type Address, type AddressRange, type Family, parseAddress, rangeOf } from './address.ts'
export { endsInNumber, isHostName, MAX_HOST_NAME } from './host-name.ts'
export { containsNetwork, type Network, networksOverlap, parseNetwork } from './network.ts'
export { type Lookup, type ResolvedTarget, type ResolveOptions, resolveTarget } from './resolve-target.ts'
export { TargetError, type TargetRule } from './target-error.ts'
export {
  type CheckOptions,
  PRIVATE_NETWORKS,
  type Target,
  type TargetPolicy,
  type TargetPolicyOptions,
  targetPolicy,
} from './target-policy.ts'
