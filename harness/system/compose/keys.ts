import { unknownWord } from '../../targets/closest.ts'
import type { Value } from './values.ts'

const taken =
  `build cap_add cap_drop command configs container_name cpus cpuset cpu_shares depends_on deploy devices entrypoint env_file environment
expose extra_hosts group_add healthcheck hostname image init ipc labels links mem_limit mem_reservation networks pids_limit platform ports privileged
profiles read_only scale secrets security_opt shm_size stop_grace_period stop_signal sysctls tmpfs ulimits user volumes working_dir network_mode`.split(
    /\s+/,
  )

const config = 'let Compose resolve it: docker compose config > resolved.yaml, and give that file'
const notOurs = 'gameday does not do that'

/** Keys of a service without which it is the same for a scenario, with the reason that is shown. */
const leftOut: Readonly<Record<string, string>> = {
  annotations: 'nothing here reads them',
  attach: 'logs of all services are recorded',
  blkio_config: notOurs,
  cgroup_parent: notOurs,
  cpu_count: 'of Windows only',
  cpu_percent: 'of Windows only',
  develop: 'nothing is watched while a scenario runs',
  dns: 'names are resolved by the engine',
  dns_opt: 'names are resolved by the engine',
  dns_search: 'names are resolved by the engine',
  domainname: notOurs,
  label_file: 'nothing here reads labels',
  logging: 'logs are recorded by gameday',
  mac_address: notOurs,
  mem_swappiness: notOurs,
  memswap_limit: notOurs,
  oom_kill_disable: notOurs,
  oom_score_adj: notOurs,
  pull_policy: 'an image that is there is used, else it is pulled',
  restart: 'what ends stays down until the scenario restarts it',
  stdin_open: 'nobody types',
  storage_opt: notOurs,
  tty: 'logs are read line by line, without a terminal',
}

/** Keys of a service without which it would be another one. */
const refused: Readonly<Record<string, string>> = {
  cgroup: notOurs,
  credential_spec: notOurs,
  device_cgroup_rules: notOurs,
  extends: config,
  external_links: 'what it links to is not of this file',
  gpus: notOurs,
  isolation: notOurs,
  models: notOurs,
  pid: 'processes of others would be seen as its own',
  post_start: notOurs,
  pre_stop: notOurs,
  provider: 'what provides it is no container',
  runtime: notOurs,
  use_api_socket: 'what it starts would not be removed with the run',
  userns_mode: notOurs,
  uts: notOurs,
  volumes_from: 'name the volumes at both services',
}

const known = [...taken, ...Object.keys(leftOut), ...Object.keys(refused)]

/** Every key of a service is taken over, named as left out, or refused; none is passed over in silence. */
export function sortKeys(service: Value): void {
  for (const [key, value] of service.entries()) {
    if (key.startsWith('x-') || taken.includes(key)) continue
    const why = leftOut[key]
    if (why !== undefined) value.leaveOut(why)
    else if (refused[key] !== undefined) value.findings.refuseKey(value.where, refused[key])
    else service.refuse(unknownWord(key, known, (one) => one))
  }
}

/** Keys beside `services`. */
export function sortTopLevel(file: Value): void {
  const top = ['services', 'networks', 'volumes', 'secrets', 'configs', 'version', 'name']
  for (const [key, value] of file.entries()) {
    if (key.startsWith('x-') || top.includes(key)) continue
    if (key === 'include') value.findings.refuseKey(key, config)
    if (key === 'models') value.findings.refuseKey(key, notOurs)
    file.findings.refuse(
      key,
      unknownWord(key, [...top, 'include'], (one) => one),
    )
  }
}

/** Names what stands below a key and is not one of these. */
export function leaveOthersOut(value: Value, own: readonly string[], why = notOurs): void {
  for (const [key, one] of value.entries()) if (!own.includes(key) && !key.startsWith('x-')) one.leaveOut(why)
}
