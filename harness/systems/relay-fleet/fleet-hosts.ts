import type { UnrulyHosts } from './faults/host-sockets.ts'
import type { HostStatus } from './probes/host-events.ts'

/** A host that is to be played, and its token. */
export interface Player {
  readonly id: string
  readonly token: string
  /** What it dials, where that is not what the others dial: `relay-1`. */
  readonly dials?: string
  /** From which role's link it dials, where that is not `hosts`. */
  readonly via?: string
  /** Where it gives its token. Default: in the header. */
  readonly tokenIn?: 'header' | 'query'
}

/** A second host with the id of another, in a process of its own: what a copied machine image does. */
export interface HostTwin {
  readonly host: string
  /** Its name in the journal, where both need one. */
  readonly twin: string
  /** Under which name its registrations are reported, where that is not its own: a relay knows ids only. */
  readonly registersAs?: string
  join(): void
  leave(): void
}

/** The hosts of a fleet, no matter whose program plays them. What they do is journalled as it becomes known. */
export interface FleetHosts extends AsyncDisposable, UnrulyHosts {
  readonly state: ReadonlyMap<string, HostStatus>
  /** Never resolves; rejects with a HarnessError when nothing more can be known of them. */
  readonly failed: Promise<never>
  /** Lets more hosts join, each dialling as soon as it can. */
  add(hosts: readonly Player[]): void
  /**
   * Ends hosts for good, each by breaking its tunnel off or, in good order, by a close frame.
   * @throws HarnessError where they cannot be told to
   */
  remove(ids: readonly string[], inOrder?: boolean): void
  /** Resolves when everything that they have done by now is in the journal, as far as their program can be asked. */
  settled(): Promise<void>
  /** Lets one host join by a program of its own, under a name of its own in the journal. Absent: hosts do as they are told. */
  readonly joinAs?: (player: Player, name: string) => void
  /** @throws HarnessError, or MissingPartError, where no host can be there twice */
  twinOf(host: string): HostTwin
}
