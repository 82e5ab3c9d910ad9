import { type LogType, standardFields } from '../log-type.ts'
import { accountId } from '../people.ts'
import { lakeTime } from '../time.ts'

const type: Omit<LogType, 'event'> = {
  name: 'AWS.VPCFlow',
  table: 'aws_vpcflow',
  description: 'Connections in the network of AWS',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html',
  sourceId: 'c4d5e6f7-0819-4a2b-8c3d-4e5f60718205',
  sourceLabel: 'AWS flow logs',
  columns: {
    version: 'NUMBER',
    accountId: 'VARCHAR',
    interfaceId: 'VARCHAR',
    srcAddr: 'VARCHAR',
    dstAddr: 'VARCHAR',
    srcPort: 'NUMBER',
    dstPort: 'NUMBER',
    protocol: 'NUMBER',
    packets: 'NUMBER',
    bytes: 'NUMBER',
    start: 'TIMESTAMP_NTZ',
    end: 'TIMESTAMP_NTZ',
    action: 'VARCHAR',
    logStatus: 'VARCHAR',
  },
  indicators: { srcAddr: 'ip', dstAddr: 'ip', accountId: 'aws_account_id' },
}

export const awsVpcFlow: LogType = {
  ...type,
  event(occasion) {
    const { random, at, who, change } = occasion
    const srcAddr = `10.0.${random.int(0, 15)}.${random.int(4, 250)}`
    const dstAddr = random.chance(0.5) ? who.ip : random.ip()
    return {
      version: 2,
      accountId,
      interfaceId: `eni-${random.hex(17)}`,
      srcAddr,
      dstAddr,
      srcPort: random.int(1024, 65_535),
      dstPort: random.pick([22, 53, 443, 443, 443, 3306, 8443]),
      protocol: 6,
      packets: random.int(1, 400),
      bytes: random.int(60, 900_000),
      start: lakeTime(at),
      end: lakeTime(at + 60_000),
      action: random.chance(0.92) ? 'ACCEPT' : 'REJECT',
      logStatus: 'OK',
      ...change,
      ...standardFields(type, occasion),
      p_any_ip_addresses: [srcAddr, dstAddr],
      p_any_usernames: [],
      p_any_emails: [],
      p_any_aws_arns: [],
    }
  },
}
