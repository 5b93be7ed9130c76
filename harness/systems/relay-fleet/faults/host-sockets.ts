import {
  type Duration,
  defineFaultMethod,
  type EventOf,
  type FaultContext,
  type FaultKind,
  type OpenFault,
  openFault,
  parseDuration,
} from '../../../definitions.ts'

const interruptKind = { name: 'interrupt-registration', colour: '#b45309' }
const secondTunnelKind = { name: 'second-tunnel', colour: '#4d7c0f' }

/** Hosts that can be told to do what no well-behaved host does. */
export interface UnrulyHosts {
  interrupt(ids: readonly string[]): void
  openSecond(ids: readonly string[], keepMs: number): void
}

/**
 * Each host leaves its tunnel and dials; that socket dies as soon as it is upgraded, while the relay writes it into the
 * directory, and the host dials again at once. Evidence: sockets that ended upgraded and without a word of the relay.
 */
export function interruptRegistration(
  context: FaultContext,
  unruly: UnrulyHosts,
  hosts: readonly string[],
): OpenFault {
  const upgraded = new Set<string>()
  const detail = `the next socket of ${count(hosts)} dies in its registration`
  return hostFault(
    context,
    interruptKind,
    hosts,
    detail,
    () => unruly.interrupt(hosts),
    (event) => {
      const dial = `${event.host} ${event.dial}`
      if (event.state === 'upgraded') upgraded.add(dial)
      if (event.state === 'registered') upgraded.delete(dial)
      return event.state === 'closed' && upgraded.has(dial)
    },
  )
}

/**
 * Each host opens a second tunnel beside its first; the first reads nothing more, so that it takes no leave of its relay,
 * and is broken off `closeFirstAfter` after the second was registered. Evidence: second tunnels registered, and first ones ended after that.
 */
export function openSecondTunnel(
  context: FaultContext,
  unruly: UnrulyHosts,
  hosts: readonly string[],
  { closeFirstAfter }: { readonly closeFirstAfter: Duration },
  factor: number,
): OpenFault {
  const second = new Map<string, number>()
  const keepMs = parseDuration(closeFirstAfter) * factor
  const detail = `${count(hosts)} open a second tunnel; the first closes ${closeFirstAfter} late`
  const open = () => unruly.openSecond(hosts, keepMs)
  return hostFault(context, secondTunnelKind, hosts, detail, open, ({ host, state, dial }) => {
    if (state === 'registered') second.set(host, dial)
    return state === 'closed' && dial < (second.get(host) ?? 0)
  })
}

/** A fault that hosts commit themselves. Seen with the last host of which `acted` said yes, and over by then. */
function hostFault(
  context: FaultContext,
  kind: FaultKind,
  hosts: readonly string[],
  detail: string,
  commit: () => void,
  acted: (event: EventOf<'host'>) => boolean,
): OpenFault {
  const waiting = new Set(hosts)
  const fault = openFault(context, kind, 'hosts', detail, async () => unsubscribe())
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || !waiting.has(event.host) || !acted(event)) return
    waiting.delete(event.host)
    if (waiting.size > 0) return
    fault.observed(`acted on ${count(hosts)}`, event.at)
    void fault.heal()
  })
  commit()
  return fault
}

const count = (hosts: readonly string[]) => `${hosts.length} hosts`

defineFaultMethod(interruptKind, 'The next socket of each host dies while the relay registers it', {
  interruptRegistration,
})

defineFaultMethod(
  secondTunnelKind,
  'Each host opens a second tunnel beside its first, which reads nothing more',
  {
    openSecondTunnel: (context, unruly, hosts, options) =>
      openSecondTunnel(context, unruly, hosts, options, context.factor),
  },
)

declare module '../../../faults/faults.ts' {
  interface Faults {
    interruptRegistration(unruly: UnrulyHosts, hosts: readonly string[]): OpenFault
    openSecondTunnel(
      unruly: UnrulyHosts,
      hosts: readonly string[],
      options: { readonly closeFirstAfter: Duration },
    ): OpenFault
  }
}
