import type { BuildPlan } from '../../runtime/containers/foreign-image.ts'
import type { ContainerSettings } from '../../runtime/runtime.ts'

export const conditions = ['service_started', 'service_healthy', 'service_completed_successfully'] as const
export type Condition = (typeof conditions)[number]

/** A service of a Compose file, with every short form written out. */
export interface ComposeService {
  readonly image?: string
  readonly build?: BuildPlan
  readonly platform?: string
  readonly env: Readonly<Record<string, string>>
  /** Ports that the file says it listens at, the first of them the main one. */
  readonly ports: readonly number[]
  /** What has to be there before it starts. */
  readonly after: Readonly<Record<string, Condition>>
  /** Names that it has for others, by network. */
  readonly networks: Readonly<Record<string, readonly string[]>>
  /** Names of `links`, that only it knows: service by name. */
  readonly linked: Readonly<Record<string, string>>
  /** Of the file, switched off there, or of the image. */
  readonly health: 'file' | 'none' | 'image'
  /** From its start until a good check is overdue, ms. */
  readonly healthMs: number
  /** Undefined: one, which has no number in its name. */
  readonly copies?: number
  readonly stopSignal?: NodeJS.Signals
  readonly killTimeoutMs?: number
  readonly hostname?: string
  readonly extraHosts: readonly string[]
  readonly container: ContainerSettings
}
