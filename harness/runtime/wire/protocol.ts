import type { Address } from '../runtime.ts'
import type { Counts } from './counts.ts'
import type { Impairment } from './impairment.ts'

/** The descriptor of the socket between harness and wire; its first two are the device. */
export const CONTROL_FD = 3

/** What a wire is told in its first line. */
export interface WirePlan {
  /** Name of its device. */
  readonly device: string
  readonly impairment: Impairment
  readonly seed: number
  /** Where the proxies listen: packets to them are requests. */
  readonly listens: readonly Address[]
  /** Files for the headers of what came in and of what went out. */
  readonly captures?: { readonly came: string; readonly left: string }
}

/** The line that ends it. */
export const END = 'end'

/** What a wire says, one line each. */
export type FromWire =
  | { readonly say: 'ready' }
  | { readonly say: 'failed'; readonly why: string }
  | { readonly say: 'counts'; readonly counts: Counts }
  /** The last one. @property cut whether packets are missing in the files */
  | { readonly say: 'ended'; readonly counts: Counts; readonly cut: boolean }
