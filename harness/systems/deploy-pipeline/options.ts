import type { Program } from '../../door.ts'

/** What another orchestrator says in its log. Each pattern names `(?<deployment>…)`: the `id` that was posted. */
export interface OrchestratorReports {
  /** The deployment's job is taken up, for the first time or again. */
  readonly started: RegExp
  /** It is over, and every VM has the change set. */
  readonly succeeded: RegExp
  /** It is given up for good, for a `(?<reason>…)`. */
  readonly failed: RegExp
  /** Its job is put off until a later attempt. */
  readonly delayed?: RegExp
}

/** A job worker of your own, with its queue. It has its changes made at `{proxy.url}`; `{redis.url}` is there for its queue. */
export interface OtherOrchestrator extends Program {
  /** Where it takes deployments: a `POST` of `{ id, changeSet, vms }`, answered 2xx. Default `/deployments`. */
  readonly path?: string
  /** A page of it that is asked for all the time, and a text that it holds. Default: `/`, whatever its body. */
  readonly page?: { readonly path: string; readonly body?: string }
  readonly reports: OrchestratorReports
  /** Prints the jobs that it has given up, a line each: the pattern names `(?<job>…)`, and `(?<attempts>…)` and `(?<reason>…)` where it tells. */
  readonly deadJobs?: { readonly command: readonly string[]; readonly match: RegExp }
}

/** How large the pipeline is, and whether its orchestrator is yours. */
export interface DeployPipelineOptions {
  /** VMs of the application. Default 6. */
  readonly vms?: number
  /** Sync workers of the deploy service. Default 2. */
  readonly workers?: number
  /** Job workers on the one queue, each a service: `orchestrator` and `orchestrator-2`. Default 1. Only of ours. */
  readonly orchestrators?: 1 | 2
  /** Redis answers a change when it is on its disk. Default: it keeps nothing there. */
  readonly durable?: boolean
  /** Folder in which your command runs. Default: that in which gameday was started. */
  readonly folder?: string
  readonly orchestrator?: OtherOrchestrator
}
