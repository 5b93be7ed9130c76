import { type Duration, parseDuration } from '../../duration.ts'
import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Link, LinkProxy } from '../../runtime/links.ts'
import { knownFlows, mappingRules, mappingSet, unknownRules } from '../../runtime/packets/mapping-rules.ts'
import type { NetworkPlace } from '../../runtime/packets/network-place.ts'
import { type Counted, sum } from '../../runtime/packets/rule-counters.ts'
import { rulesScript } from '../../runtime/packets/rules.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import type { Proof } from '../link-fault.ts'
import { acted, packetFault } from './packet-fault.ts'

const natExpiryKind: FaultKind = { name: 'nat-expiry', colour: '#3f6212', needs: 'packets' }

export interface NatExpiryOptions {
  /** A mapping is forgotten when no packet has passed either way for so long, in scenario time. At least 50 ms of real time. */
  readonly idle: Duration
  /** What becomes of packets of a connection whose mapping is gone. Default `drop`; `reset`: what the near side sends is answered by an RST. */
  readonly answer?: 'drop' | 'reset'
}

/** The kernel forgets mappings by its timer, which may tick a hundred times a second. */
const LEAST_MS = 50

const expired = 'expired'

/**
 * A NAT or a firewall between the near side of a link and its proxy that forgets idle connections. Packets of a forgotten one vanish, or are
 * answered by an RST; where they vanish, TCP stays established at both ends. Connections that are open now have a mapping, and a SYN makes one. Keep-alives of
 * the system are scaled by the profile, as `idle` is; those of the kernel are not. Evidence: packets that came after their mapping was gone;
 * or, where none did, that connections were kept for longer than that by packets that the rules saw.
 */
export function natExpiry(
  context: FaultContext,
  link: Link,
  { idle, answer = 'drop' }: NatExpiryOptions,
  factor: number,
): Promise<OpenFault> {
  const idleMs = Math.round(parseDuration(idle) * factor)
  if (idleMs < LEAST_MS)
    throw new UsageError(`idle ${idle}: that is ${idleMs} ms of real time, and ${LEAST_MS} ms is the least`)
  let from = now()
  return packetFault(context, natExpiryKind, link, {
    detail: `connections of ${link.name} that are idle for ${idleMs} ms are forgotten`,
    script: async (place, proxies) => [
      mappingSet(idleMs),
      ...rulesScript(place, mappingRules(listensOf(proxies), acted)),
    ],
    // Only now, when every SYN makes a mapping, are all flows known that may pass.
    next: (place, proxies) => {
      from = now()
      return forgetOthers(place, proxies, answer)
    },
    prove: (counted) => proofOf(counted, { idleMs, lastedMs: (now() - from) / 1e6 }),
  })
}

const listensOf = (proxies: readonly LinkProxy[]) => proxies.map(({ listen }) => listen)

async function forgetOthers(place: NetworkPlace, proxies: readonly LinkProxy[], answer: 'drop' | 'reset') {
  const flows = (await Promise.all(proxies.map((proxy) => proxy.flows()))).flat()
  return [...knownFlows(flows), ...rulesScript(place, unknownRules(listensOf(proxies), answer, expired))]
}

function proofOf(counted: Counted, { idleMs, lastedMs }: { idleMs: number; lastedMs: number }): Proof {
  const late = sum([counted[expired]]).packets
  const all = sum([counted[acted]]).packets
  if (late > 0) return { proven: true, words: `${late} of ${all} packets came when their mapping was gone` }
  const lasted = `${Math.round(lastedMs)} ms`
  return lastedMs > idleMs
    ? { proven: true, words: `no mapping was idle for ${idleMs} ms in ${lasted}: ${all} packets kept them` }
    : { proven: false, words: `it lasted for ${lasted}, in which no mapping can be idle for ${idleMs} ms` }
}

defineFault(
  natExpiryKind,
  'A NAT forgets idle connections: their next packets vanish, or are answered by an RST',
  { natExpiry: (context, link, options) => natExpiry(context, link, options, context.factor) },
  {
    natExpiry: {
      on: 'link',
      healing: 'undo',
      parameters: {
        idle: typed.duration('a connection without a packet for so long is forgotten', { example: '45s' }),
        answer: typed.choice('what becomes of its packets', ['drop', 'reset'], { value: 'drop' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    natExpiry(link: Link, options: NatExpiryOptions): Promise<OpenFault>
  }
}
