import { setTimeout as sleep } from 'node:timers/promises'
import { UsageError } from '../errors.ts'
import type { NewEvent } from '../journal/events.ts'
import { type Flaw, flaws, GOOD } from '../runtime/certificates/flaws.ts'
import { mustHaveCertificates, present } from '../runtime/certificates/present.ts'
import type { LogLine, Service } from '../runtime/runtime.ts'
import { typed } from './by-hand.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { untilTold } from './late-lines.ts'

const badCertificateKind = { name: 'bad-certificate', colour: '#a16207' }

export interface BadCertificateOptions {
  /**
   * What is wrong: `expired` since yesterday, `not-yet-valid` until tomorrow, for another name (`wrong-host`), signed by an authority that nobody trusts
   * (`untrusted-root`), or by itself (`self-signed`).
   */
  readonly flaw: Flaw
}

/** From the end of a handshake to its line in the log, as the harness reads it: further ones are waited for as long. */
const LINE_MS = 250

type Handshake = Extract<NewEvent, { kind: 'handshake' }>

/** Services that present a bad certificate now. */
const bad = new WeakSet<Service>()

/**
 * A TLS edge (`tlsEdge()`) presents a bad certificate to anyone who connects, until it is healed, over restarts, too. Connections that are open go on
 * untouched, then and when it is healed. Evidence: handshakes in which it was presented, and what clients made of it: an alert, a connection that was closed
 * without a byte, or one that went on. Without a handshake there is none.
 */
export async function badCertificate(
  context: FaultContext,
  service: Service,
  { flaw }: BadCertificateOptions,
): Promise<OpenFault> {
  if (!flaws.includes(flaw))
    throw new UsageError(`flaw ${JSON.stringify(flaw)}: there are ${flaws.join(', ')}`)
  mustHaveCertificates(service)
  if (bad.has(service))
    throw new UsageError(`${service.name} presents a bad certificate already: heal that one first`)
  const seen: Handshake[] = []
  const detail = `${service.name} presents a bad certificate: ${flaw}`
  const fault = openFault(context, badCertificateKind, service.name, detail, async () => {
    fault.undone(await present(service, GOOD))
    bad.delete(service)
    await sleep(LINE_MS)
    await untilTold(() => seen.length > 0)
    end()
    const [first] = seen
    if (first) fault.observed(inWords(seen), first.at)
    else fault.unproven(`nobody made a handshake with ${service.name}`)
  })
  bad.add(service)
  const end = service.onLog((line) => {
    const handshake = handshakeIn(line, service.name)
    if (handshake?.certificate !== flaw) return
    context.journal.append(handshake)
    if (seen.push(handshake) === 1) fault.acting(inWords(seen), handshake.at!)
  })
  await present(service, flaw)
  return fault
}

/** What the edge logs of a handshake with a bad certificate. */
function handshakeIn({ at, text }: LogLine, service: string): Handshake | undefined {
  if (!text.includes('"msg":"handshake"')) return undefined
  const { msg: _, ...fields } = JSON.parse(text)
  return { at, ...fields, kind: 'handshake', service }
}

function inWords(seen: readonly Handshake[]): string {
  const alerts = [...new Set(seen.flatMap(({ alert = [] }) => alert))]
  const count = (outcome: Handshake['outcome'], words: string) => {
    const found = seen.filter((one) => one.outcome === outcome).length
    return found > 0 ? [`${found} ${words}`] : []
  }
  const outcomes = [
    ...count('refused', `refused it by alert (${alerts.join(', ')})`),
    ...count('closed', 'closed without a byte'),
    ...count('trusted', 'went on'),
  ]
  return `presented in ${seen.length} handshakes: ${outcomes.join(', ')}`
}

defineFault(
  badCertificateKind,
  'A TLS edge presents a certificate that is expired, for another name, or of a stranger',
  { badCertificate: (context, { service }, options) => badCertificate(context, service, options) },
  {
    badCertificate: {
      on: 'service',
      healing: 'undo',
      parameters: { flaw: typed.choice('what is wrong with it', flaws, { value: 'expired' }) },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    badCertificate(target: Target, options: BadCertificateOptions): Promise<OpenFault>
  }
}
