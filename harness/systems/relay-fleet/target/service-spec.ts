import { resolve } from 'node:path'
import {
  type Address,
  parseDuration,
  programOf,
  readyCheck,
  type ServiceSpec,
  templates,
} from '../../../door.ts'
import type { RelayTarget, TargetService } from './schema.ts'

export interface ServicePlan {
  /** Of the service in the run: `relay-1`. */
  readonly name: string
  /** Where it stands in the configuration: `relay`. */
  readonly where: string
  readonly service: TargetService
  readonly address: Address
  readonly values: templates.Values
  /** Addresses by the public names that it asks for. */
  readonly names?: Readonly<Record<string, string>>
}

/** A service of a target as the runtime starts it. */
export function serviceSpec(
  target: RelayTarget,
  { name, where, service, address, values, names = {} }: ServicePlan,
): ServiceSpec {
  const path = `targets.${target.name}.${where}`
  const all = { ...values, ...templates.ownAddressValues(address) }
  const program = programOf(service, path, (text, part) => templates.fill(text, all, `${path}.${part}`))
  const lead = (words: readonly string[]) => ledToStdout(words, service.events?.ndjson)
  return {
    name,
    program: {
      ...program,
      containerArgv: lead(program.containerArgv),
      processArgv: async () => lead(await program.processArgv()),
    },
    env: templates.fillAll(service.env, all, `${path}.env`),
    ports: { main: address },
    ready: readyCheck(service.ready),
    stopSignal: service.stopSignal,
    killTimeoutMs: parseDuration(target.constants.killTimeout),
    cwd: resolve(target.folder, service.cwd),
    ...(Object.keys(names).length > 0 && { names }),
  }
}

/** A shell that leads a descriptor to standard output and gives its place to the program: no wrapper stays. */
function ledToStdout(argv: readonly string[], descriptor: number | undefined): readonly string[] {
  return descriptor === undefined || descriptor < 3
    ? argv
    : ['/bin/sh', '-c', `exec "$@" ${descriptor}>&1`, 'sh', ...argv]
}
