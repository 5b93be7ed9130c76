import {
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  momentUncertaintyMs,
  msBetween,
  param,
  stampMs,
  z,
} from '../../../definitions.ts'
import { deliveriesDue, HOP, openDeliveries, queueDepth, storedIn } from '../analysis/deliveries.ts'

const window = { since: param.moment, until: param.moment }

/** `queue-drained`: from `since` to the first moment at which nothing was left. null: not by `until`. */
export const queueDrained = defineMetric(
  'queue-drained',
  z.strictObject(window),
  (events, { since, until }) => {
    const steps = queueDepth(events)
    if (steps.length === 0) return cannotTell('ms', 'the hop took no delivery')
    const uncertainty = stampMs(events) + momentUncertaintyMs(events, since)
    const before = steps.findLast(([at]) => at <= since)?.[1] ?? 0
    if (before === 0) return { observed: 0, unit: 'ms', uncertainty }
    const empty = steps.find(([at, depth]) => at > since && at <= until && depth === 0)
    if (empty) return { observed: msBetween(since, empty[0]), unit: 'ms', uncertainty }
    const left = steps.findLast(([at]) => at <= until)?.[1] ?? 0
    const atLeast = msBetween(since, until)
    return {
      observed: null,
      unit: 'ms',
      uncertainty,
      atLeast,
      offenders: [{ at: until, text: `${left} left` }],
    }
  },
)

/** `deliveries-open-max`: most deliveries under way at once at a moment of the window. */
export const deliveriesOpenMax = defineMetric(
  'deliveries-open-max',
  { params: z.strictObject(window), needs: ['attempt'] },
  (events, { since, until }) => {
    const within = openDeliveries(events, HOP).filter(({ at }) => at >= since && at <= until)
    const most = within.toSorted((a, b) => b.open - a.open)[0]
    if (!most) return cannotTell('deliveries', 'no delivery was under way in the time watched')
    return {
      observed: most.open,
      unit: 'deliveries',
      uncertainty: 0,
      offenders: [{ at: most.at, text: `${most.open} under way` }],
    }
  },
)

/** `ends-mid-delivery`: ends of a hop at which at least one delivery was under way. */
export const endsMidDelivery = defineMetric(
  'ends-mid-delivery',
  { params: z.strictObject({ ...window, service: z.string() }), needs: ['attempt'] },
  (events, { since, until, service }) => {
    const ends = openDeliveries(events, service).filter(
      ({ at, ended }) => ended && at >= since && at <= until,
    )
    const inTheMiddle = ends.filter(({ before }) => before > 0)
    return countOf(
      inTheMiddle.map(({ at, before }) => ({ at, text: `${before} under way` })),
      'ends',
      { of: ends.length },
    )
  },
)

/** `ends-with-queue`: ends of a hop at which some delivery waited that its sender knew to be taken and that nobody had attempted yet. */
export const endsWithQueue = defineMetric(
  'ends-with-queue',
  { params: z.strictObject({ ...window, service: z.string() }), needs: ['attempt'] },
  (events, { since, until, service }) => {
    const ends = eventsOf(events, 'service').filter(
      (event) =>
        event.service === service && event.state === 'exited' && event.at >= since && event.at <= until,
    )
    const taken = deliveriesDue(events, { since: 0, until: Infinity }).map(
      ({ acknowledgedAt, events: own }) => ({
        from: acknowledgedAt ?? Infinity,
        to: own.find(({ state }) => state === 'attempt')?.at ?? Infinity,
      }),
    )
    const waiting = ends.map(({ at }) => ({
      at,
      count: taken.filter(({ from, to }) => from <= at && to > at).length,
    }))
    return countOf(
      waiting
        .filter(({ count }) => count > 0)
        .map(({ at, count }) => ({ at, text: `${count} acknowledged and not attempted` })),
      'ends',
      { of: ends.length },
    )
  },
)

/**
 * `ends-without-effect`: ends of a hop at which an attempt was under way that came to nothing: the receiver did not act on that delivery before it
 * was attempted again, or never.
 */
export const endsWithoutEffect = defineMetric(
  'ends-without-effect',
  { params: z.strictObject({ ...window, service: z.string() }), needs: ['attempt'] },
  (events, { since, until, service }) => {
    const lives = [...Map.groupBy(eventsOf(events, 'delivery'), ({ delivery }) => delivery).values()]
    const ends = eventsOf(events, 'service').filter(
      (event) =>
        event.service === service && event.state === 'exited' && event.at >= since && event.at <= until,
    )
    const cameToNothing = (life: readonly EventOf<'delivery'>[], at: number) => {
      const before = life.findLast((event) => event.at <= at && hopStates.has(event.state))
      if (before?.state !== 'attempt') return false
      const next = life.find((event) => event.at > at && event.state === 'attempt')?.at ?? Infinity
      return !life.some((event) => event.state === 'effect' && event.at >= before.at && event.at < next)
    }
    const found = ends
      .map(({ at }) => ({ at, count: lives.filter((life) => cameToNothing(life, at)).length }))
      .filter(({ count }) => count > 0)
    return countOf(
      found.map(({ at, count }) => ({ at, text: `${count} under way that came to nothing` })),
      'ends',
      { of: ends.length },
    )
  },
)

/** What a hop says of a delivery that it is at. */
const hopStates = new Set<EventOf<'delivery'>['state']>(['attempt', 'failed', 'delivered', 'dead', 'dropped'])

const notRead = cannotTell('letters', "the hop's dead letters were not read")

/**
 * `dead-letters`: deliveries due in the window that the hop's store keeps as given up, with a reason or without. What a hop logs of them
 * does not help a reader of the list.
 */
export const deadLetters = defineMetric(
  'dead-letters',
  { params: z.strictObject({ ...window, reason: z.enum(['given', 'missing']) }), needs: ['dead-letters'] },
  (events, { reason, ...within }) => {
    const stored = storedIn(events, 'dead-letters')
    if (!stored) return notRead
    const letters = deliveriesDue(events, within).flatMap(({ id, repository, due }) =>
      (stored.get(id) ?? []).map((letter) => ({ ...letter, repository, due })),
    )
    return countOf(
      letters
        .filter((letter) => Boolean(letter.reason) === (reason === 'given'))
        .map((letter) => ({
          host: letter.repository,
          at: letter.due,
          text: `${letter.id}: ${letter.reason || 'no reason'}`,
        })),
      'letters',
      { of: letters.length },
    )
  },
)

/**
 * `dead-letters-otherwise`: deliveries due in the window that the hop's store keeps as given up, and whose reason does not hold `says`: what the
 * scenario made of every attempt that came last. A reason that fits every failure says nothing.
 */
export const deadLettersOtherwise = defineMetric(
  'dead-letters-otherwise',
  { params: z.strictObject({ ...window, says: z.string().min(1) }), needs: ['dead-letters'] },
  (events, { says, ...within }) => {
    const stored = storedIn(events, 'dead-letters')
    if (!stored) return notRead
    const due = deliveriesDue(events, within)
    const letters = due.flatMap((delivery) =>
      (stored.get(delivery.id) ?? []).map(({ reason }) => ({ ...delivery, reason })),
    )
    const otherwise = letters.filter(({ reason }) => !reason?.includes(says))
    return countOf(
      otherwise.map(({ id, repository, due: at, reason }) => ({
        host: repository,
        at,
        text: `${id}: ${reason || 'no reason'}, it was ${says}`,
      })),
      'letters',
      { of: letters.length },
    )
  },
)

/**
 * `dead-letters-missing`: deliveries due in the window that the hop gave up, by what it said, and that its store does not keep. Who reads the list
 * takes them for delivered.
 */
export const deadLettersMissing = defineMetric(
  'dead-letters-missing',
  { params: z.strictObject(window), needs: ['dead', 'dead-letters'] },
  (events, within) => {
    const stored = storedIn(events, 'dead-letters')
    if (!stored) return notRead
    const dead = deliveriesDue(events, within).filter(({ events: own }) =>
      own.some(({ state }) => state === 'dead'),
    )
    if (dead.length === 0) return cannotTell('letters', 'nothing was given up in the time watched')
    const missing = dead.filter(({ id }) => !stored.has(id))
    return countOf(
      missing.map(({ id, repository, due: at }) => ({ host: repository, at, text: `${id} is not kept` })),
      'letters',
      { of: dead.length },
    )
  },
)

/** `proxy-answers`: requests that a proxy ended with a status, by its access log. */
export const proxyAnswers = defineMetric(
  'proxy-answers',
  z.strictObject({ ...window, service: z.string(), status: z.number() }),
  (events, { since, until, service, status }) => {
    const answers = eventsOf(events, 'answered').filter(
      (event) => event.service === service && event.at >= since && event.at <= until,
    )
    if (answers.length === 0) return cannotTell('answers', `${service} answered nothing in the time watched`)
    return countOf(
      answers.filter((answer) => answer.status === status).map(({ at, id }) => ({ at, text: id ?? '' })),
      'answers',
      { of: answers.length },
    )
  },
)
