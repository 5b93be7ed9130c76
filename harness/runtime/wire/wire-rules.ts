import { readFile } from 'node:fs/promises'
import type { NetworkPlace } from '../packets/network-place.ts'
import { type Direction, listenerIn } from '../packets/rules.ts'
import type { Address } from '../runtime.ts'

/** Bears what has been through a wire: it must not be sent there again. Nobody else's within a container's namespace. */
const MARK = '0x67645769'

export interface WireRules {
  readonly place: NetworkPlace
  /** Devices of the namespace by which its packets come and go. */
  readonly devices: readonly string[]
  /** That of the wire. */
  readonly wire: string
  readonly listens: readonly Address[]
  readonly directed: readonly Direction[]
}

/**
 * The commands that send packets of a link to a wire. On loopback each is seen where it comes in. In a container's namespace requests
 * come in and answers go out; an answer comes back from the wire, is passed on, and would go out through the rule again.
 */
export function wireScript({ place, devices, wire, listens, directed }: WireRules): string[] {
  const list = devices.map((device) => `"${device}"`).join(', ')
  const chain = (name: string, hook: string, on: string) =>
    `add chain TABLE ${name} { type filter hook ${hook} ${on} priority 0; policy accept; }`
  const carry = (name: string, direction: Direction, also = '') =>
    listens.map(
      (listen) =>
        `add rule TABLE ${name} ${listenerIn(listen, direction)} ${also}counter fwd to "${wire}" comment "carried"`,
    )
  const comesIn = chain('input', 'ingress', `devices = { ${list} }`)
  if (place.shared) return [comesIn, ...directed.flatMap((direction) => carry('input', direction))]
  const answers = [
    chain('output', 'egress', `devices = { ${list} }`),
    chain('back', 'ingress', `device "${wire}"`),
    `add rule TABLE back meta mark set ${MARK}`,
    ...carry('output', 'answers', `meta mark != ${MARK} `),
  ]
  return [
    comesIn,
    ...(directed.includes('requests') ? carry('input', 'requests') : []),
    ...(directed.includes('answers') ? answers : []),
  ]
}

/** Devices by which packets of a namespace come and go: those that a route leads to. @param pid a process that is in it */
export async function devicesOf(place: NetworkPlace, pid: number): Promise<string[]> {
  if (place.shared) return ['lo']
  const [, ...routes] = (await readFile(`/proc/${pid}/net/route`, 'utf8')).trim().split('\n')
  return [...new Set(routes.map((route) => route.split('\t')[0]!))].filter((device) => device !== 'lo')
}
