import { now } from '../journal/clock.ts'
import type { Link, LinkToxic, ToxicSpec } from '../runtime/links.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from './fault.ts'

/** How often the proxy is asked whether the fault has acted: its onset is uncertain by this much. */
const pollMs = 20

/** What the toxics of a fault did, all together, and each by itself. */
export interface Acted {
  readonly connections: number
  readonly bytes: number
  readonly toxics: readonly LinkToxic[]
}

/** Whether what was seen is what was asked for, in words that hold either way. */
export interface Proof {
  readonly proven: boolean
  readonly words: string
}

export interface LinkFaultOptions {
  /**
   * For a fault that has an amount: looks, when it is healed, at whether so much of it acted as was asked for; less is no evidence.
   * The fault counts from when it was first seen to act all the same.
   */
  readonly prove?: (acted: Acted) => Proof
  /** What it means when no connection was affected. */
  readonly whyUnseen?: string
}

/**
 * A fault made of toxics on one link, which lasts until it is healed. Evidence: the connections that the proxy counts as
 * affected; asked for until there are some, and a last time when the toxics are removed.
 * @param toxics names must be free on the link
 */
export async function linkFault(
  context: FaultContext,
  kind: FaultKind,
  link: Link,
  detail: string,
  toxics: readonly ToxicSpec[],
  { prove, whyUnseen = `nothing passed ${link.name} on which it could act` }: LinkFaultOptions = {},
): Promise<OpenFault> {
  const names = new Set(toxics.map(({ name }) => name))
  const fault = openFault(context, kind, link.name, detail, async () => {
    clearTimeout(timer)
    for (const name of names) await link.removeToxic(name)
    if (onset && !prove) return
    const acted = actedBy(newestOf((await link.state()).removed ?? [], names), names)
    look(acted)
    if (onset && prove) judge(prove(acted), onset)
    if (!onset) fault.unproven(whyUnseen)
  })
  let onset: Onset | undefined
  let timer: NodeJS.Timeout | undefined
  let lookedAt = now()

  const look = ({ connections }: Acted) => {
    const at = now()
    if (connections > 0 && !onset) {
      onset = { at, uncertaintyNs: at - lookedAt }
      const words = `${connections} connections affected`
      if (prove) fault.acting(words, at)
      else fault.observed(words, at, onset.uncertaintyNs)
    }
    lookedAt = at
  }
  const judge = ({ proven, words }: Proof, { at, uncertaintyNs }: Onset) =>
    proven ? fault.observed(words, at, uncertaintyNs) : fault.unproven(words)
  const poll = async () => {
    look(actedBy((await link.state()).toxics, names))
    if (!onset && context.open.has(fault)) schedule()
  }
  // A proxy that does not answer is told of by the heal, which every fault gets.
  const schedule = () => {
    timer = setTimeout(() => void poll().catch(() => {}), pollMs)
  }

  for (const toxic of toxics) await link.addToxic(toxic)
  lookedAt = now()
  schedule()
  return fault
}

/** When the fault was first seen to act. */
interface Onset {
  readonly at: number
  readonly uncertaintyNs: number
}

/** An earlier fault of the same kind left toxics of the same names among the removed ones: they are no evidence. */
function newestOf(removed: readonly LinkToxic[], names: ReadonlySet<string>): LinkToxic[] {
  return [...names].flatMap((name) => removed.findLast((toxic) => toxic.name === name) ?? [])
}

function actedBy(all: readonly LinkToxic[], names: ReadonlySet<string>): Acted {
  const toxics = all.filter(({ name }) => names.has(name))
  const sum = (part: 'connections' | 'bytes') =>
    toxics.reduce((total, { affected }) => total + (affected?.[part] ?? 0), 0)
  return { connections: sum('connections'), bytes: sum('bytes'), toxics }
}

/** How long a toxic kept each piece waiting, ms on average; undefined when it let none go. */
export function meanWait({ measured }: LinkToxic): number | undefined {
  return measured && measured.waits > 0 ? measured.waitedMs / measured.waits : undefined
}
