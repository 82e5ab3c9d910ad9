/**
 * Fetches, files and programs within a policy; code mode; all of it for each tenant.
 *
 * @module plinth/safe
 */

export { type CodeExecutor, codeExecutor, type RunOptions } from './code/code-executor.ts'
export { type CodeModeOptions, type CodeModeServer, codeMode } from './code/code-mode.ts'
export type { CodeExecutorOptions, CodeResult } from './code/executor-options.ts'
export type { CodeLimit, ConsoleLine } from './code/protocol.ts'
export type { HostFunction } from './code/run-program.ts'
export type { FetchRule } from './fetch/fetch-error.ts'
export type { SafeFetchOptions } from './fetch/fetch-policy.ts'
export { type SafeFetch, type SafeFetchInit, safeFetch } from './fetch/safe-fetch.ts'
export type { FileRule } from './files/file-error.ts'
export { type FileResourceOptions, fileResource, fileTools } from './files/file-tools.ts'
export type { FileEntry, FileInfo, FileList } from './files/list-files.ts'
export type { Lines } from './files/read-file.ts'
export type { SafeFilesOptions } from './files/roots.ts'
export { type SafeFiles, safeFiles } from './files/safe-files.ts'
export type { WriteOptions } from './files/write-file.ts'
export { type PerTenant, type PerTenantOptions, perTenant, tenantFolder } from './per-tenant.ts'
export {
  type PythonExecutor,
  type PythonExecutorOptions,
  type PythonResult,
  type PythonRunOptions,
  pythonExecutor,
} from './python/python-executor.ts'
export { type RefusalListener, SafetyError, type SafetyErrorOptions } from './refusal.ts'
