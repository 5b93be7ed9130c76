import type { Directory } from './directory.ts'
import { replayHeader } from './wire.ts'

export interface Self {
  readonly region: string
  readonly machineId: string
}

/** Answer for a client whose host has no tunnel here. */
export interface Elsewhere {
  readonly status: 200 | 503
  readonly headers: Record<string, string>
  readonly error?: string
}

/** Asks the directory where a host is: a replay to the relay that owns it, else 503. */
export async function locate(hostId: string, self: Self, directory: Directory): Promise<Elsewhere> {
  try {
    return answerFor(await directory.ownerOf(hostId), self)
  } catch {
    return unavailable('the tunnel directory does not answer')
  }
}

/** @param owner `region:machineId`, null when no relay owns the host. */
export function answerFor(owner: string | null, self: Self): Elsewhere {
  const [region, machineId] = owner?.split(':') ?? []
  if (!region || !machineId) return unavailable('host not connected')
  // A restart keeps the machine id, so the directory may name this relay for a tunnel that is gone.
  if (region === self.region && machineId === self.machineId) return unavailable('host not connected')
  const target = region === self.region ? `instance=${machineId}` : `region=${region}`
  return { status: 200, headers: { [replayHeader]: target } }
}

function unavailable(error: string): Elsewhere {
  return { status: 503, headers: {}, error }
}
