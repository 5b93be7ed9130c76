import { resolve } from 'node:path'
import { parseDuration } from '../duration.ts'
import { MissingPartError } from '../errors.ts'
import type { Address, Program, ReadyCheck, ServiceSpec } from '../runtime/runtime.ts'
import type { Target, TargetService } from './schema.ts'
import { fill, fillAll, type Values } from './templates.ts'

export interface ServicePlan {
  /** Of the service in the run: `relay-1`. */
  readonly name: string
  /** Where it stands in the configuration: `relay`. */
  readonly where: string
  readonly service: TargetService
  readonly address: Address
  readonly values: Values
}

/** A service of a target as the runtime starts it. */
export function serviceSpec(
  target: Target,
  { name, where, service, address, values }: ServicePlan,
): ServiceSpec {
  const path = `targets.${target.name}.${where}`
  const all = {
    ...values,
    host: address.host,
    port: String(address.port),
    address: `${address.host}:${address.port}`,
  }
  return {
    name,
    program: programOf(service, path, (text, part) => fill(text, all, `${path}.${part}`)),
    env: fillAll(service.env, all, `${path}.env`),
    ports: { main: address },
    ready: readyCheck(service.ready),
    stopSignal: service.stopSignal,
    killTimeoutMs: parseDuration(target.constants.killTimeout),
    cwd: resolve(target.folder, service.cwd),
  }
}

function programOf(
  { command, image, argv, events }: TargetService,
  path: string,
  filled: (text: string, part: string) => string,
): Program {
  const lead = (words: readonly string[]) => ledToStdout(words, events?.ndjson)
  return {
    image: image ?? '',
    containerArgv: lead((argv ?? command ?? []).map((text) => filled(text, argv ? 'argv' : 'command'))),
    processArgv: async () => {
      if (!command) throw new MissingPartError(`${path} has no command: it runs in containers only`)
      return lead(command.map((text) => filled(text, 'command')))
    },
  }
}

/** A shell that leads a descriptor to standard output and gives its place to the program: no wrapper stays. */
function ledToStdout(argv: readonly string[], descriptor: number | undefined): readonly string[] {
  return descriptor === undefined || descriptor < 3
    ? argv
    : ['/bin/sh', '-c', `exec "$@" ${descriptor}>&1`, 'sh', ...argv]
}

function readyCheck(ready: TargetService['ready']): ReadyCheck {
  const timeoutMs = parseDuration(ready.timeout)
  if ('log' in ready) return { by: 'log', pattern: ready.log, timeoutMs }
  return 'http' in ready
    ? { by: 'http', port: 'main', path: ready.http, timeoutMs }
    : { by: 'tcp', port: 'main', timeoutMs }
}
