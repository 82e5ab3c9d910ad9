import { type LogType, standardFields } from '../log-type.ts'
import { accountId } from '../people.ts'
import { isoTime, lakeTime } from '../time.ts'

const activities: [source: string, name: string, readOnly: boolean][] = [
  ['s3.amazonaws.com', 'GetObject', true],
  ['s3.amazonaws.com', 'PutObject', false],
  ['s3.amazonaws.com', 'ListBuckets', true],
  ['ec2.amazonaws.com', 'DescribeInstances', true],
  ['ec2.amazonaws.com', 'RunInstances', false],
  ['ec2.amazonaws.com', 'AuthorizeSecurityGroupIngress', false],
  ['iam.amazonaws.com', 'ListUsers', true],
  ['iam.amazonaws.com', 'AttachUserPolicy', false],
  ['sts.amazonaws.com', 'AssumeRole', true],
  ['kms.amazonaws.com', 'Decrypt', true],
  ['lambda.amazonaws.com', 'UpdateFunctionCode', false],
  ['signin.amazonaws.com', 'ConsoleLogin', false],
]

const type: Omit<LogType, 'event'> = {
  name: 'AWS.CloudTrail',
  table: 'aws_cloudtrail',
  description: 'Calls of the AWS API',
  reference: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html',
  sourceId: '6d5b2a3e-6f0c-4a54-9f4b-0a5f6d1c7e01',
  sourceLabel: 'AWS organization trail',
  columns: {
    eventVersion: 'VARCHAR',
    eventTime: 'TIMESTAMP_NTZ',
    eventSource: 'VARCHAR',
    eventName: 'VARCHAR',
    eventID: 'VARCHAR',
    eventType: 'VARCHAR',
    awsRegion: 'VARCHAR',
    sourceIPAddress: 'VARCHAR',
    userAgent: 'VARCHAR',
    userIdentity: 'OBJECT',
    requestParameters: 'OBJECT',
    responseElements: 'OBJECT',
    additionalEventData: 'OBJECT',
    errorCode: 'VARCHAR',
    errorMessage: 'VARCHAR',
    readOnly: 'BOOLEAN',
    recipientAccountId: 'VARCHAR',
    requestID: 'VARCHAR',
  },
  indicators: { sourceIPAddress: 'ip', recipientAccountId: 'aws_account_id', requestID: 'trace_id' },
}

export const awsCloudTrail: LogType = {
  ...type,
  event(occasion) {
    const { random, at, who, change } = occasion
    const [eventSource, eventName, readOnly] = random.pick(activities)
    const denied = random.chance(0.06)
    return {
      eventVersion: '1.09',
      eventTime: lakeTime(at),
      eventSource,
      eventName,
      eventID: random.uuid(),
      eventType: eventName === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
      awsRegion: random.pick(['eu-north-1', 'eu-west-1', 'us-east-1']),
      sourceIPAddress: who.ip,
      userAgent: random.pick(['aws-cli/2.27.1', 'Boto3/1.38.2', 'console.amazonaws.com', 'Terraform/1.12']),
      userIdentity: {
        type: 'IAMUser',
        arn: who.arn,
        accountId,
        userName: who.username,
        sessionContext: { attributes: { creationDate: isoTime(at), mfaAuthenticated: 'true' } },
      },
      requestParameters:
        eventSource === 's3.amazonaws.com'
          ? { bucketName: random.pick(['acme-prod-data', 'acme-logs', 'acme-web']), key: random.hex(12) }
          : {},
      responseElements: null,
      additionalEventData: { MFAUsed: 'Yes' },
      errorCode: denied ? 'AccessDenied' : null,
      errorMessage: denied ? `User ${who.arn} may not perform ${eventName}` : null,
      readOnly,
      recipientAccountId: accountId,
      requestID: random.uuid(),
      ...change,
      ...standardFields(type, occasion),
    }
  },
}
