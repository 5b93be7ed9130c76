import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { DiskFiller } from '../../runtime/disk/disk-filler.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import type { OwnDisk, Service } from '../../runtime/runtime.ts'
import { visiblePid } from '../../runtime/visible-pid.ts'
import { typed } from '../by-hand.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { untilTold } from '../late-lines.ts'

const fillDiskKind: FaultKind = { name: 'fill-disk', colour: '#854d0e', needs: 'disks' }

const MIB = 1_024 * 1_024

/** How often it is looked at what is left. */
const POLL_MS = 50

/** What libc, Node and Redis say of ENOSPC. */
const usualWords = /ENOSPC|[Nn]o space left|[Ss]hort write/

export interface FillDiskOptions {
  /** What is left for the service, MB (1,048,576 bytes) or a fraction of one. Default 0. */
  readonly room?: number
  /** What the service logs when it cannot write. Default `ENOSPC`, `No space left` or `Short write`, as most programs do. */
  readonly logged?: RegExp
}

/**
 * Fills the disk of a service, which is started with `diskMb`, so that its writes fail with ENOSPC. What fits into the last block of a file, of 4 kB,
 * still can be written. Healing frees what was filled, also when the service has ended; the kernel does so when the harness dies. Evidence: lines
 * in which the service tells of a write that failed, and what statfs said was free; or that it took all of its `room`.
 */
export async function fillDisk(
  context: FaultContext,
  service: Service,
  { room = 0, logged = usualWords }: FillDiskOptions = {},
): Promise<OpenFault> {
  const disk = diskOf(service)
  const roomBytes = Math.round(room * MIB)
  if (!(roomBytes >= 0 && roomBytes < disk.bytes))
    throw new UsageError(`room ${room}: MB, from 0 to less than the ${disk.bytes / MIB} of the disk`)
  await mustHaveLayers(['disks'])
  const filler = await DiskFiller.open(await visiblePid(service), disk)
  let lines = 0
  let onset: { readonly at: number; readonly uncertaintyNs: number } | undefined
  let least = Number.POSITIVE_INFINITY
  const seen = (at: number, uncertaintyNs: number) => {
    onset ??= { at, uncertaintyNs }
  }
  const look = async (since: number) => {
    least = Math.min(least, await filler.free())
    if (roomBytes > 0 && least === 0) seen(now(), now() - since)
  }
  const detail = `the disk of ${service.name} has ${roomBytes.toLocaleString('en')} bytes left`
  const fault = openFault(context, fillDiskKind, service.name, detail, async () => {
    clearInterval(timer)
    await look(lookedAt)
    await filler.close()
    await untilTold(() => onset !== undefined)
    unfollow()
    const left = `${least.toLocaleString('en')} of ${disk.bytes.toLocaleString('en')} bytes were free`
    if (onset) fault.observed(`${left}, ${lines} lines tell of a failed write`, onset.at, onset.uncertaintyNs)
    else fault.unproven(`${service.name} told of no write that failed; ${left} at the least`)
  })
  const unfollow = service.onLog(({ text, at }) => {
    if (text.search(logged) < 0) return
    lines++
    seen(at, 0)
  })
  let lookedAt = now()
  const timer = setInterval(() => {
    const since = lookedAt
    lookedAt = now()
    void look(since).catch(() => {})
  }, POLL_MS)
  try {
    await filler.fill(roomBytes)
  } catch (error) {
    await fault.heal()
    throw error
  }
  fault.acting(`${(await filler.free()).toLocaleString('en')} bytes are free`, now())
  return fault
}

function diskOf({ name, spec: { disk } }: Service): OwnDisk {
  if (disk) return disk
  throw new UsageError(`${name} has no disk of its own: its description has to say diskMb`)
}

defineFault(
  fillDiskKind,
  'The disk of a service is full: its writes fail with ENOSPC',
  { fillDisk: (context, { service }, options) => fillDisk(context, service, options) },
  {
    fillDisk: {
      on: 'service',
      healing: 'undo',
      parameters: {
        room: typed.number('MB that are left for it', { value: '0', range: [0, 256] }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    fillDisk(target: Target, options?: FillDiskOptions): Promise<OpenFault>
  }
}
