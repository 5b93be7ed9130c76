/** What one rollout is to do. */
export interface DeployOrder {
  readonly id: string
  readonly changeSet: string
  readonly vms: readonly string[]
}

/** What the orchestrator posts to the deploy service. */
export interface DeployRequest extends DeployOrder {
  /** Which start of the job asks, from 1; passed on to the VMs, who record it. */
  readonly attempt: number
}

/**
 * `interrupted`: it was begun and nobody carries it on, because its worker was killed.
 */
export type RolloutState = 'running' | 'interrupted' | 'succeeded' | 'failed'

/** Answer of the deploy service, to `POST /deployments` and `GET /deployments/:id`. */
export interface Rollout {
  readonly id: string
  readonly state: RolloutState
  readonly reason?: string
}

export const isTerminal = ({ state }: Pick<Rollout, 'state'>) => state === 'succeeded' || state === 'failed'

/** One change of a deployment as the orchestrator reports it in `GET /deployments`. */
export interface Transition {
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed'
  /** Monotonic ns. */
  readonly at: number
  readonly reason?: string
}

/** `GET /deployments/:id` of the orchestrator. */
export interface DeploymentReport extends DeployOrder {
  readonly state: Transition['state']
  readonly transitions: readonly Transition[]
}

/** What a VM recorded: one line of `GET /events`. Same words as the journal's `application` events. */
export interface ApplicationEvent {
  /** Monotonic ns. */
  readonly at: number
  readonly vm: string
  readonly deployment: string
  readonly changeSet: string
  /** Counts the applications of this VM, from 1; joins the two states. */
  readonly application: number
  readonly state: 'begun' | 'applied'
  /** Who applied it: a worker of one life of the deploy service. */
  readonly by: string
  /** Start of the job that asked for it. */
  readonly attempt: number
}

/** The orchestrator's queue in Redis. */
export const deployQueue = 'deployments'
