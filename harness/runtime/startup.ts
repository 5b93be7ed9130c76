import { HarnessError } from '../errors.ts'
import type { NewEvent } from '../journal/events.ts'
import type { Accepting } from './accepting.ts'
import type { Driver } from './driver.ts'
import type { LogBook } from './log-book.ts'
import { portInUse } from './port-in-use.ts'
import { accepting, describeCheck, type ReadyContext, waitReady } from './ready.ts'
import type { Exit, ServiceSpec, Started } from './runtime.ts'
import { withDeadline } from './wait.ts'

type ServiceEvent = Extract<NewEvent, { kind: 'service' }>

/** A service event before it is known of which service and incarnation. */
export type ServiceMoment = Omit<ServiceEvent, 'kind' | 'service' | 'incarnation'>

export interface Startup {
  readonly spec: ServiceSpec
  readonly driver: Driver
  readonly book: LogBook
  /** End of the incarnation that starts. */
  readonly exited: Promise<Exit>
  readonly abort: AbortSignal
  readonly note: (event: ServiceMoment) => void
}

type StartMoments = Pick<Started, 'readyAt' | 'acceptingAt' | 'acceptingUncertaintyNs'>

/**
 * Waits until a service is ready and accepts connections, and notes both moments when they come.
 * @throws HarnessError when it ends before, or neither comes within the ready check's timeout.
 */
export async function waitStart(startup: Startup): Promise<StartMoments> {
  const { name, ready } = startup.spec
  const over = new AbortController()
  const [readyMoment, acceptingMoment] = startMoments(startup, AbortSignal.any([over.signal, startup.abort]))
  const moments = Promise.all([readyMoment, acceptingMoment])
  const awaited = `(waiting for ${describeCheck(ready)})`
  const said = () =>
    [portInUse(startup.book.current, startup.spec.ports), startup.book.tail()].filter(Boolean).join(' ')
  const died = startup.exited.then((exit) => {
    if (ready.by === 'exit' && exit.code === 0) return moments
    throw new HarnessError(`${name} exited with ${wayOfEnd(exit)} before it was ready ${awaited}; ${said()}`)
  })
  let isReady = false
  const late = () =>
    new HarnessError(
      isReady ? deaf(startup) : `${name} was not ready after ${ready.timeoutMs} ms ${awaited}; ${said()}`,
    )
  readyMoment.then(
    () => {
      isReady = true
    },
    () => {},
  )
  try {
    const [readyAt, accepted] = await withDeadline(Promise.race([moments, died]), ready.timeoutMs, late)
    return {
      readyAt,
      acceptingAt: accepted?.at ?? readyAt,
      acceptingUncertaintyNs: accepted?.uncertaintyNs ?? 0,
    }
  } finally {
    over.abort()
    moments.catch(() => {})
    died.catch(() => {})
  }
}

/** What is said of a service that is ready by its own account, and at whose address nobody listens. */
function deaf({ spec, book }: Startup): string {
  const { host, port } = spec.ports[spec.acceptPort ?? Object.keys(spec.ports)[0]!]!
  return (
    `${spec.name} said that it was ready (${describeCheck(spec.ready)}), but after ${spec.ready.timeoutMs} ms nothing listens at ${host}:${port}: ` +
    `have it listen at the host and port that it is given, {host} and {port}, not at localhost or a port of its own; ` +
    `of a system(), write port: false when it listens nowhere; ${book.tail()}`
  )
}

/** Ready and accepting. A service without a port has no accepting moment. */
function startMoments(
  startup: Startup,
  signal: AbortSignal,
): [Promise<number>, Promise<Accepting | undefined>] {
  const { ready, ports, acceptPort } = startup.spec
  const context: ReadyContext = {
    name: startup.spec.name,
    book: startup.book,
    signal,
    holdMs: startup.driver.holdMs,
    addressOf: (port) => addressOf(startup, port),
    health: startup.driver.health?.bind(startup.driver),
    exited: startup.exited,
  }
  const port = acceptPort ?? Object.keys(ports)[0]
  const acceptingMoment = port === undefined ? Promise.resolve(undefined) : accepting(port, context)
  const sameMoment = ready.by === 'tcp' && ready.port === port
  const readyMoment = sameMoment ? acceptingMoment.then((moment) => moment!.at) : waitReady(ready, context)
  return [noteReady(startup, readyMoment), noteAccepting(startup, acceptingMoment)]
}

async function noteReady({ note }: Startup, moment: Promise<number>): Promise<number> {
  const at = await moment
  note({ state: 'ready', at })
  return at
}

async function noteAccepting(
  { note }: Startup,
  moment: Promise<Accepting | undefined>,
): Promise<Accepting | undefined> {
  const found = await moment
  if (found) note({ state: 'accepting', ...found })
  return found
}

function addressOf({ spec, driver }: Startup, port: string) {
  const address = spec.ports[port]
  if (!address) throw new HarnessError(`${spec.name} has no port named ${port}`)
  return driver.reach(address)
}

function wayOfEnd(exit: Exit): string {
  return exit.signal ? `code ${exit.code} (${exit.signal})` : `code ${exit.code}`
}
