import type { ContainerService } from './definition.ts'
import type { Member } from './member.ts'

/** Names of what is started: `api`, or `api-1` … of a service with copies. */
export type InstanceNames<Services> = {
  [S in keyof Services & string]: Services[S] extends ContainerService
    ? // How many it has is known when its file is read.
      S | `${S}-${number}`
    : Services[S] extends { readonly copies: number }
      ? `${S}-${number}`
      : S
}[keyof Services & string]

/** The copies of a service. */
export interface Copies {
  /** In their order: `api-1`, `api-2` … */
  readonly copies: readonly [Member, ...Member[]]
}

/** What there is to take hold of, of a service. */
export type MemberOf<Service> = Service extends ContainerService
  ? Member & Copies
  : Service extends { readonly copies: number }
    ? Copies
    : Member

/** The members of every service. */
export type MembersOf<Services> = { readonly [S in keyof Services]: MemberOf<Services[S]> }
