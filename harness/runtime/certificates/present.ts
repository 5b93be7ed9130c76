import { HarnessError, UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Service } from '../runtime.ts'
import { presentedFile } from './files.ts'
import type { Flaw, GOOD } from './flaws.ts'

/** Written beside it and renamed: whoever reads it finds the old name or the new one. */
const write = 'printf %s "$1" > "$0.next" && mv "$0.next" "$0"'

/** @throws UsageError for a service that has no certificates of the run */
export function mustHaveCertificates({ name, spec }: Service): void {
  if (spec.files?.[presentedFile] === undefined)
    throw new UsageError(`${name} presents no certificate of the run: aim it at a tlsEdge() of the system`)
}

/**
 * From now on a service presents this certificate to whoever connects. Connections that are open stay as they are; a restart changes nothing.
 * Resolves with the moment of the change, and how uncertain that is: a command in a container takes a tenth of a second.
 * @throws HarnessError when it cannot be told, as when its container has stopped
 */
export async function present(
  service: Service,
  certificate: Flaw | typeof GOOD,
): Promise<{ at: number; uncertaintyNs: number }> {
  const from = now()
  const told = await service.exec(['sh', '-c', write, `{files}/${presentedFile}`, certificate])
  if (told.code !== 0)
    throw new HarnessError(
      `${service.name} was not told to present the certificate ${certificate}: ${told.stderr}`,
    )
  const half = Math.ceil((now() - from) / 2)
  return { at: from + half, uncertaintyNs: half }
}
