import { HarnessError } from '../errors.ts'
import type { Journal } from '../journal/writer.ts'
import type { Service } from '../runtime/runtime.ts'
import { fillAll, ownAddressValues } from '../targets/templates.ts'
import type { SystemDefinition } from './definition.ts'

/**
 * Journals the steps that commands print: what the stores of a system hold now.
 * @throws HarnessError when a command fails: what the store holds is then not known
 */
export async function readStores(
  { operations = {} }: SystemDefinition,
  services: ReadonlyMap<string, Service>,
  journal: Pick<Journal, 'append'>,
): Promise<void> {
  for (const [operation, steps] of Object.entries(operations))
    for (const [state, { from, match, command }] of Object.entries(steps)) {
      if (!command) continue
      const lines = await run(`operations.${operation}.${state}`, services.get(from)!, command)
      for (const line of lines) {
        const key = match.exec(line)?.groups?.key
        if (key !== undefined) journal.append({ kind: 'operation', operation, key, state, service: from })
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
