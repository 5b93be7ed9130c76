import { randomInt } from 'node:crypto'
import { type Duration, parseDuration } from '../../duration.ts'
import { messageOf, UsageError } from '../../errors.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import type { Link } from '../../runtime/links.ts'
import type { Impairment } from '../../runtime/wire/impairment.ts'
import { typed } from '../by-hand.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { type Directed, directedOf, directionParameter, wordsFor } from '../packets/directions.ts'
import { proofOf } from './proof.ts'
import { Wires } from './wires.ts'

const impairPacketsKind: FaultKind = { name: 'impair-packets', colour: '#92400e', needs: 'wire' }

export interface ImpairPacketsOptions {
  /** How long each packet is kept, in scenario time. Default 0. */
  readonly delay?: Duration
  /** Uniform, plus or minus, in scenario time; at most `delay`. It alone lets no packet of a connection overtake another. Default 0. */
  readonly jitter?: Duration
  /** Share of packets that are lost, from 0 to 1. Default 0. */
  readonly loss?: number
  /** Share of packets that arrive twice, from 0 to 1. Default 0. */
  readonly duplicate?: number
  /** Share of packets that the next one of their connection overtakes, from 0 to 1; one after which none comes for 50 ms goes alone. Default 0. */
  readonly reorder?: number
  /** Share of packets with data of which one bit of the data is flipped, from 0 to 1. Default 0. */
  readonly corrupt?: number
  /** `wrong`, the default: TCP drops a corrupt packet and has it sent again; `mended`: TCP takes it for right, and so does its reader. */
  readonly checksum?: 'wrong' | 'mended'
  /** `requests`: what the near side sends; `answers`: what the far side does; `both`, the default. */
  readonly direction?: Directed
}

/** Links that have a wire now. A packet takes one way: a second wire would get none. */
const wired = new WeakSet<Link>()

/**
 * Packets between the near side of a link and its proxy go through a wire that delays, loses, doubles, reorders and corrupts them; TCP has to
 * live with it. The run's seed decides the fate of the n-th packet of each direction. What comes in and what leaves is captured without its
 * data, in files beside the journal. Evidence: the wire's own counts; each share may well have come about so, and no packet left
 * before its time, nor far behind it on average.
 * @throws UsageError for a share or time that cannot be, for none at all, and for a link that has a wire
 */
export async function impairPackets(
  context: FaultContext,
  link: Link,
  options: ImpairPacketsOptions,
  factor: number,
): Promise<OpenFault> {
  const impairment = impairmentOf(options, factor)
  const directed = directedOf(options.direction ?? 'both')
  await mustHaveLayers(['wire'])
  if (wired.has(link))
    throw new UsageError(
      `${link.name} has impaired packets already: ask for all of it in one fault, or heal that first`,
    )
  wired.add(link)
  const seed = context.seed ?? randomInt(2 ** 31)
  const detail = `${wordsOf(impairment)} on packets of ${link.name} ${wordsFor[options.direction ?? 'both']}, seed ${seed}`
  let wires: Wires | undefined
  let timer: NodeJS.Timeout | undefined
  const fault = openFault(context, impairPacketsKind, link.name, detail, async () => {
    wired.delete(link)
    clearInterval(timer)
    if (wires) judge(fault, await ended(wires), impairment, link.name)
  })
  const { artefacts } = context
  const captures = artefacts === undefined ? undefined : { folder: artefacts, name: fault.id }
  try {
    wires = await Wires.open(link, { impairment, seed, directed, captures })
  } catch (error) {
    await fault.heal()
    throw error
  }
  timer = setInterval(() => {
    if (wires!.counts.actedAt === 0) return
    clearInterval(timer)
    fault.acting(`${wires!.counts.seen} packets on their way through it`, wires!.counts.actedAt)
  }, pollMs)
  // Without it packets would vanish: healing says why.
  wires.broken.catch(() => fault.heal().catch(() => {}))
  return fault
}

/** Ends wires. A wire that had ended by itself has nothing to tell, and nothing of it is left: why stands in the journal. */
const ended = (wires: Wires) => wires.end().catch(messageOf)

function judge(
  fault: OpenFault,
  end: string | Awaited<ReturnType<Wires['end']>>,
  impairment: Impairment,
  link: string,
): void {
  if (typeof end === 'string') {
    fault.unproven(end)
    return
  }
  const { proven, words } = proofOf(impairment, end.counts, `no packet passed ${link} on which it could act`)
  const told = end.cut ? `${words}; its captures are full` : words
  if (proven) fault.observed(told, end.counts.actedAt)
  else fault.unproven(told)
}

/** How often it is looked at whether it acts, for those who watch. */
const pollMs = 30

const shares = ['loss', 'duplicate', 'reorder', 'corrupt'] as const

function impairmentOf(
  { delay = '0ms', jitter = '0ms', checksum = 'wrong', ...options }: ImpairPacketsOptions,
  factor: number,
): Impairment {
  const [delayMs, jitterMs] = [parseDuration(delay) * factor, parseDuration(jitter) * factor]
  if (jitterMs > delayMs) throw new UsageError(`jitter ${jitter}: it is at most the delay, ${delay}`)
  const { loss = 0, duplicate = 0, reorder = 0, corrupt = 0 } = options
  const impairment = { delayMs, jitterMs, loss, duplicate, reorder, corrupt, mended: checksum === 'mended' }
  for (const name of shares)
    if (!(impairment[name] >= 0 && impairment[name] <= 1))
      throw new UsageError(`${name} ${impairment[name]}: it is a share from 0 to 1`)
  if (delayMs === 0 && shares.every((name) => impairment[name] === 0))
    throw new UsageError(`impairPackets: give it a delay, or a share for one of ${shares.join(', ')}`)
  return impairment
}

function wordsOf({ delayMs, jitterMs, mended, ...impairment }: Impairment): string {
  const parts = shares.filter((name) => impairment[name] > 0).map((name) => `${name} ${impairment[name]}`)
  const delay = delayMs > 0 ? [`delay ${delayMs} ± ${jitterMs} ms`] : []
  return [...delay, ...parts, ...(mended ? ['checksums mended'] : [])].join(', ')
}

const share = (about: string) => typed.number(about, { value: '0', range: [0, 1] })

defineFault(
  impairPacketsKind,
  'Packets of a link are delayed, lost, doubled, reordered or corrupted, and TCP lives with it',
  { impairPackets: (context, link, options) => impairPackets(context, link, options, context.factor) },
  {
    impairPackets: {
      on: 'link',
      healing: 'undo',
      parameters: {
        delay: typed.duration('how long each packet is kept', { value: '0ms' }),
        jitter: typed.duration('plus or minus, evenly spread', { value: '0ms' }),
        loss: share('share of packets that are lost'),
        duplicate: share('share of packets that arrive twice'),
        reorder: share('share of packets that the next one overtakes'),
        corrupt: share('share of packets with data of which a bit is flipped'),
        checksum: typed.choice('checksum of a corrupt packet', ['wrong', 'mended'], { value: 'wrong' }),
        direction: directionParameter,
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    impairPackets(link: Link, options: ImpairPacketsOptions): Promise<OpenFault>
  }
}
