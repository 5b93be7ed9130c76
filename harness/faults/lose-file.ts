import { setTimeout as sleep } from 'node:timers/promises'
import { HarnessError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import type { Service } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const loseFileKind = { name: 'lose-file', colour: '#9d174d' }

export interface LostFile {
  /** Absolute path as the service sees it. */
  readonly path: string
  /** A line that the service writes when it cannot read the file: the evidence. */
  readonly complaint: RegExp
}

/** A program that uses a file opens it within this, in scenario time; a busy machine gets the rest. */
const noticedWithinMs = 10_000
const pollMs = 10

/**
 * Moves a file of a service away, as a clean-up job does, until it is healed. Evidence: the service says that it cannot
 * read it. Resolves once that was seen, or could not be.
 */
export async function loseFile(
  context: FaultContext,
  service: Service,
  { path, complaint }: LostFile,
): Promise<OpenFault & { readonly at: number }> {
  const away = `${path}.away`
  const fault = openFault(context, loseFileKind, service.name, `${path} is moved away`, () =>
    move(service, away, path),
  )
  const at = now()
  await move(service, path, away)
  for (const limit = at + noticedWithinMs * 1e6; now() < limit; await sleep(pollMs)) {
    const line = service.logs().find((one) => one.at >= at && complaint.test(one.text))
    if (!line) continue
    fault.observed(line.text, line.at, line.at - at)
    break
  }
  return Object.assign(fault, { at })
}

async function move(service: Service, from: string, to: string): Promise<void> {
  const { code, stderr } = await service.exec(['mv', from, to])
  if (code !== 0) throw new HarnessError(`${from} of ${service.name} could not be moved: ${stderr.trim()}`)
}

defineFault(loseFileKind, 'Moves a file of a service away, as a clean-up job does', {
  loseFile: (context, { service }, file) => loseFile(context, service, file),
})

declare module './faults.ts' {
  interface Faults {
    loseFile(target: Target, file: LostFile): Promise<OpenFault & { readonly at: number }>
  }
}
