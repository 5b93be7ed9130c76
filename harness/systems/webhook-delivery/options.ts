import { constantsEnv } from '../../../docker/env.ts'
import { type HookRelayOptions, hookRelayOptionsEnv } from '../../../docker/hook-relay/config.ts'
import type { WebhookConstants } from '../../../docker/hook-relay/constants.ts'
import type { ReceiverOptions } from '../../../docker/receiver/config.ts'

/** How the system is laid out. */
export interface WebhookDeliveryOptions {
  /** Repositories that the forge sends for in turn. Default 20. */
  readonly repositories?: number
}

/** A broken variant: options of the hop and of the receiver. */
export interface WebhookDeliveryVariant {
  /** `hop: 'none'`: there is no hop, the forge sends to the receiver itself. */
  readonly relay?: Partial<Omit<HookRelayOptions, 'hop'>> & {
    readonly hop?: HookRelayOptions['hop'] | 'none'
    /** Constants that differ from the declared ones, in scenario time. */
    readonly constants?: Partial<WebhookConstants>
  }
  readonly receiver?: Partial<ReceiverOptions>
}

export const hasHop = ({ relay }: WebhookDeliveryVariant) => relay?.hop !== 'none'

/** The environment that gives a hop this variant. */
export function hopEnvironment({ relay = {} }: WebhookDeliveryVariant): Record<string, string> {
  const { hop, constants, ...rest } = relay
  return {
    ...hookRelayOptionsEnv({ ...rest, ...(hop && hop !== 'none' ? { hop } : {}) }),
    ...constantsEnv(constants),
  }
}
