import { now } from '../journal/clock.ts'
import type { Link, LinkToxic, ToxicSpec } from '../runtime/links.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from './fault.ts'

/** How often the proxy is asked whether the fault has acted: its onset is uncertain by this much. */
const pollMs = 20

/**
 * A fault made of toxics on one link, which lasts until it is healed. Evidence: the connections that the proxy counts as
 * affected; asked for until there are some, and a last time when the toxics are removed.
 * @param toxics names must be free on the link
 * @param whyUnseen what it means when no connection was affected
 */
export async function linkFault(
  context: FaultContext,
  kind: FaultKind,
  link: Link,
  detail: string,
  toxics: readonly ToxicSpec[],
  whyUnseen = `nothing passed ${link.name} on which it could act`,
): Promise<OpenFault> {
  const names = new Set(toxics.map(({ name }) => name))
  const fault = openFault(context, kind, link.name, detail, async () => {
    clearTimeout(timer)
    for (const name of names) await link.removeToxic(name)
    if (!seen) look(affectedBy(newestOf((await link.state()).removed ?? [], names), names))
    if (!seen) fault.unseen(whyUnseen)
  })
  let seen = false
  let timer: NodeJS.Timeout | undefined
  let lookedAt = now()

  const look = (connections: number) => {
    const at = now()
    if (connections > 0 && !seen) {
      seen = true
      fault.observed(`${connections} connections affected`, at, at - lookedAt)
    }
    lookedAt = at
  }
  const poll = async () => {
    look(affectedBy((await link.state()).toxics, names))
    if (!seen && context.open.has(fault)) schedule()
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

/** An earlier fault of the same kind left toxics of the same names among the removed ones: they are no evidence. */
function newestOf(removed: readonly LinkToxic[], names: ReadonlySet<string>): LinkToxic[] {
  return [...names].flatMap((name) => removed.findLast((toxic) => toxic.name === name) ?? [])
}

function affectedBy(toxics: readonly LinkToxic[], names: ReadonlySet<string>): number {
  return toxics
    .filter(({ name }) => names.has(name))
    .reduce((sum, { affected }) => sum + (affected?.connections ?? 0), 0)
}
