import { MissingPartError, messageOf } from '../errors.ts'
import type { RuntimeKind } from '../journal/events.ts'
import { disksMissing } from './disk/missing.ts'
import { cgroupsMissing } from './machine/cgroups/missing.ts'
import { faketimeMissing } from './machine/faketime-library.ts'
import { prlimitMissing } from './machine/prlimit.ts'
import { straceMissing } from './machine/strace-missing.ts'
import { namesMissing } from './names/missing.ts'
import { oneNodeOnly } from './nodes.ts'
import { packetsMissing } from './packets/missing.ts'
import { nodesOf } from './swarm/nodes.ts'
import { wireMissing } from './wire/missing.ts'

/** What faults need of this machine beyond a proxy, by name; each says why it is missing here and what to do. */
const layers = {
  prlimit: { about: 'limits of running programs: prlimit, on Linux', missing: prlimitMissing },
  strace: {
    about: 'system calls that fail or are slow: strace that may attach, on Linux',
    missing: straceMissing,
  },
  cgroups: {
    about: 'CPU and memory of a running service: control groups, as root on Linux',
    missing: cgroupsMissing,
  },
  faketime: { about: 'clocks of programs that can be set: libfaketime, on Linux', missing: faketimeMissing },
  names: {
    about: 'names that a service asks a DNS server for: mount namespaces and port 53, as root on Linux',
    missing: namesMissing,
  },
  disks: {
    about: 'disks of a service that can be filled: tmpfs in mount namespaces, as root on Linux',
    missing: disksMissing,
  },
  packets: {
    about: 'packet faults: nftables on Linux, as root or in a private network',
    missing: packetsMissing,
  },
  wire: {
    about:
      'packets that are late, twice, out of order or corrupt: nftables, socat and TUN on Linux, as root or in a private network',
    missing: wireMissing,
  },
  nodes: {
    about: 'nodes that are lost or cut off: engines of a Swarm, which GAMEDAY_NODES names, and packet faults',
    missing: async () => nodesUnnamed() ?? (await packetsMissing()),
  },
} as const satisfies Record<string, { about: string; missing: () => Promise<string | undefined> }>

export type Layer = keyof typeof layers

export interface LayerState {
  readonly name: Layer
  readonly about: string
  /** Why it cannot be had, and what to do; undefined where it can. */
  readonly missing: string | undefined
}

export const layerNames = Object.keys(layers) as readonly Layer[]

/** Which layers this machine has. */
export const layerStates = (): Promise<LayerState[]> =>
  Promise.all(
    layerNames.map(async (name) => ({
      name,
      about: layers[name].about,
      missing: await layers[name].missing(),
    })),
  )

function nodesUnnamed(): string | undefined {
  try {
    nodesOf()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * @param runtime on which they are needed
 * @throws MissingPartError for the first one that this machine does not have: what needs it is skipped
 */
export async function mustHaveLayers(needs: readonly Layer[], runtime?: RuntimeKind): Promise<void> {
  if (needs.includes('nodes') && runtime !== undefined && runtime !== 'swarm') throw oneNodeOnly(runtime)
  for (const name of needs) {
    const missing = await layers[name].missing()
    if (missing !== undefined) throw new MissingPartError(missing)
  }
}
