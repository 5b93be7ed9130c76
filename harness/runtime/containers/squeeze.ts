import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import type { Container, HostConfig } from 'dockerode'
import { HarnessError } from '../../errors.ts'
import { type Counters, countersSince, readCounters, usedMemory } from '../machine/cgroups/counters.ts'
import { placeOf } from '../machine/cgroups/find.ts'
import { type Limit, PERIOD_US } from '../machine/cgroups/limits.ts'
import type { Squeeze } from '../runtime.ts'
import type { Engine } from './engine.ts'

type Resources = Pick<HostConfig, 'NanoCpus' | 'CpuPeriod' | 'CpuQuota' | 'Memory' | 'MemorySwap'>

/** A quota that is none; 0 would leave it as it is. */
const UNLIMITED = -1

/**
 * Limits a running container by the engine's own update, which keeps the limit over a restart of the container.
 * @param pid a process of it, as this machine counts it
 * @throws HarnessError in the engine's words
 */
export async function squeezeContainer(
  engine: Engine,
  container: Container,
  name: string,
  pid: number,
  limit: Limit,
): Promise<Squeeze> {
  const place = await placeOf(limit.controller, pid)
  if (!place?.folder.includes(container.id))
    throw new HarnessError(`the control group of ${name} cannot be seen from here`)
  const { HostConfig: before } = await engine.call(`inspect ${name}`, container.inspect())
  const read = () => readCounters(place, limit.controller)
  const [to, back] = updates(limit, before, await usedMemory(place))
  const first = await read()
  await engine.call(`limit ${name}`, container.update(to))
  let last: Counters = { throttled: 0, atLimit: 0, killed: 0 }
  const counters = async (): Promise<Counters> => {
    if (existsSync(place.folder)) last = countersSince(first, await read())
    // The group of a container that was killed is gone with what it had counted.
    else if (limit.controller === 'memory' && (await wasKilled(engine, container, name)))
      last = { ...last, killed: Math.max(1, last.killed) }
    return last
  }
  return {
    counters,
    release: async () => void (await engine.callIfThere(`free ${name}`, container.update(back))),
  }
}

async function wasKilled(engine: Engine, container: Container, name: string): Promise<boolean> {
  const inspected = await engine.callIfThere(`inspect ${name}`, container.inspect())
  return inspected?.State.OOMKilled ?? false
}

/**
 * What to tell the engine, and what to tell it afterwards.
 * @param used memory that its group has taken, bytes
 */
export function updates(
  limit: Limit,
  before: Resources,
  used: number,
): readonly [to: Resources, back: Resources] {
  if (limit.controller === 'memory')
    return [
      { Memory: used + limit.room, MemorySwap: used + limit.room },
      // An engine that was told of a limit takes no word for none: all that the machine has is the same.
      { Memory: before.Memory || totalmem(), MemorySwap: before.MemorySwap || 2 * totalmem() },
    ]
  // The engine refuses a quota for a container that was given a number of cores.
  if (before.NanoCpus) return [{ NanoCpus: Math.round(limit.quota * 1e9) }, { NanoCpus: before.NanoCpus }]
  return [
    { CpuPeriod: PERIOD_US, CpuQuota: Math.round(limit.quota * PERIOD_US) },
    { CpuPeriod: before.CpuPeriod || PERIOD_US, CpuQuota: before.CpuQuota || UNLIMITED },
  ]
}
