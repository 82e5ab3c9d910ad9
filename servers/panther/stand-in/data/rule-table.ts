import { awsRules } from './aws-rules.ts'
import { otherRules } from './other-rules.ts'

export const ruleTable = [...awsRules, ...otherRules]
