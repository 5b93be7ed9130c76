import { HarnessError } from '../errors.ts'
import type { Journal } from '../journal/writer.ts'
import type { Service } from '../runtime/runtime.ts'
import { fillAll, ownAddressValues } from '../targets/templates.ts'
import { instancesOf } from './copies.ts'
import { type SystemDefinition, sourcesOf } from './definition.ts'
import { stepIn } from './step-pattern.ts'

/**
 * Journals the steps that commands print: what the stores of a system hold now.
 * @throws HarnessError when a command fails: what the store holds is then not known
 */
export async function readStores(
  { operations = {}, services: defined }: SystemDefinition,
  services: ReadonlyMap<string, Service>,
  journal: Pick<Journal, 'append'>,
): Promise<void> {
  for (const [operation, steps] of Object.entries(operations))
    for (const [state, step] of Object.entries(steps))
      for (const from of step.command ? sourcesOf(step) : []) {
        // Any copy will do: what is asked for is in a store.
        const service = services.get(instancesOf(from, defined[from]!)[0]!)!
        const lines = await run(`operations.${operation}.${state}`, service, step.command!)
        for (const line of lines) {
          const found = stepIn(line, step)
          if (found) journal.append({ kind: 'operation', operation, state, service: from, ...found })
        }
      }
}

async function run(where: string, service: Service, command: readonly string[]): Promise<string[]> {
  const [address] = Object.values(service.spec.ports)
  const own = address ? ownAddressValues(address) : {}
  const argv = Object.values(fillAll(Object.fromEntries(command.entries()), own, where))
  const { code, stdout, stderr } = await service.exec(argv)
  if (code === 0) return stdout.split('\n')
  throw new HarnessError(`${where}: ${argv[0]} ended with ${code}: ${stderr.trim() || stdout.trim()}`)
}
