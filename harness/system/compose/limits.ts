import type { ContainerSettings } from '../../runtime/runtime.ts'
import { leaveOthersOut } from './keys.ts'
import { bytes } from './units.ts'
import { pairsOf, type Value } from './values.ts'

type Host = ContainerSettings['host']

/** What the container may do, and how much of the machine it may have. */
export function readLimits(service: Value): Host {
  const capAdd = service.at('cap_add').texts()
  const capDrop = service.at('cap_drop').texts()
  const securityOpt = service.at('security_opt').texts()
  const groupAdd = service.at('group_add').texts()
  const sysctls = pairsOf(service.at('sysctls')).map(([name, value]) => [name, value ?? ''])
  const shm = service.at('shm_size')
  for (const [name] of sysctls)
    if (name!.startsWith('net.')) service.at('sysctls').refuse(`${name} is of a network, which gameday makes`)
  return {
    Init: service.at('init').flag(),
    ...(service.at('privileged').flag() && { Privileged: true }),
    ...(service.at('read_only').flag() && { ReadonlyRootfs: true }),
    ...(capAdd.length > 0 && { CapAdd: capAdd }),
    ...(capDrop.length > 0 && { CapDrop: capDrop }),
    ...(securityOpt.length > 0 && { SecurityOpt: securityOpt }),
    ...(groupAdd.length > 0 && { GroupAdd: groupAdd }),
    ...(sysctls.length > 0 && { Sysctls: Object.fromEntries(sysctls) }),
    ...(shm.there && { ShmSize: bytes(shm) }),
    ...(service.at('devices').there && { Devices: service.at('devices').list().map(deviceOf) }),
    ...ipcOf(service.at('ipc')),
    ...ulimitsOf(service.at('ulimits')),
    ...resourcesOf(service),
  }
}

function deviceOf(device: Value) {
  const [own, inside, permissions] = device.text().split(':')
  return { PathOnHost: own!, PathInContainer: inside ?? own!, CgroupPermissions: permissions ?? 'rwm' }
}

function ipcOf(ipc: Value): Host {
  const mode = ipc.textIfThere()
  if (mode === undefined) return {}
  if (mode !== 'private' && mode !== 'shareable' && mode !== 'none')
    return ipc.findings.refuseKey(ipc.where, 'memory of others would be shared')
  return { IpcMode: mode }
}

function ulimitsOf(ulimits: Value): Host {
  if (!ulimits.there) return {}
  const all = ulimits.entries().map(([Name, limit]) => {
    const [soft, hard] = limit.isMap() ? [limit.at('soft'), limit.at('hard')] : [limit, limit]
    return { Name, Soft: soft.number(), Hard: hard.number() }
  })
  return { Ulimits: all }
}

const NANO = 1e9

/** `mem_limit`, `cpus` and `pids_limit`, or what `deploy` says of them. */
function resourcesOf(service: Value): Host {
  const resources = service.at('deploy').at('resources')
  const [limits, reservations] = [resources.at('limits'), resources.at('reservations')]
  leaveOthersOut(resources, ['limits', 'reservations'])
  leaveOthersOut(limits, ['cpus', 'memory', 'pids'])
  leaveOthersOut(reservations, ['memory'], 'the machine is not shared out')
  const first = (...values: Value[]) => values.find((value) => value.there)
  const memory = first(limits.at('memory'), service.at('mem_limit'))
  const kept = first(reservations.at('memory'), service.at('mem_reservation'))
  const cpus = first(limits.at('cpus'), service.at('cpus'))
  const pids = first(limits.at('pids'), service.at('pids_limit'))
  const set = service.at('cpuset').textIfThere()
  const shares = service.at('cpu_shares').numberIfThere()
  return {
    ...(memory && { Memory: bytes(memory) }),
    ...(kept && { MemoryReservation: bytes(kept) }),
    ...(cpus && { NanoCpus: Math.round(cpus.number() * NANO) }),
    ...(pids && { PidsLimit: pids.number() }),
    ...(set !== undefined && { CpusetCpus: set }),
    ...(shares !== undefined && { CpuShares: shares }),
  }
}

/** Copies that are started; undefined where nothing is said. */
export function readCopies(service: Value): number | undefined {
  const deploy = service.at('deploy')
  leaveOthersOut(deploy, ['replicas', 'resources'], 'nothing is deployed')
  const count = service.at('scale').numberIfThere() ?? deploy.at('replicas').numberIfThere()
  return count
}
