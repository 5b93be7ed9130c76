import { isIPv4 } from 'node:net'
import { UsageError } from '../../errors.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { distort } from './distort.ts'

const distortNamesKind: FaultKind = { name: 'distort-names', colour: '#be123c', needs: 'names' }

const answers = {
  wrong: 'with a wrong address',
  empty: 'without an address',
  silent: 'not at all',
  error: 'with SERVFAIL',
} as const

export interface DistortNamesOptions {
  /** How queries are answered: with a `wrong` address, with an `empty` list, not at all (`silent`), or with the `error` SERVFAIL. */
  readonly answer: keyof typeof answers
  /** Only queries for this name. Default: every name that the service was given. */
  readonly name?: string
  /** The wrong address, of IPv4 and of loopback. Default 127.255.255.254, where nobody listens. */
  readonly address?: string
}

const nobodysAddress = '127.255.255.254'

/**
 * The DNS server of a service answers its queries wrongly, or not at all. The service is started with `names`. What it knows already it may go on
 * using; libc keeps nothing. Evidence: the queries that the server answered so, or left unanswered.
 */
export async function distortNames(
  context: FaultContext,
  service: Service,
  { answer, name, address = nobodysAddress }: DistortNamesOptions,
): Promise<OpenFault> {
  if (!Object.hasOwn(answers, answer))
    throw new UsageError(`answer ${JSON.stringify(answer)}: there are ${Object.keys(answers).join(', ')}`)
  if (!isIPv4(address) || !address.startsWith('127.'))
    throw new UsageError(`address ${JSON.stringify(address)}: it is one of loopback, as ${nobodysAddress}`)
  const how = answers[answer]
  return distort(context, distortNamesKind, service, {
    ...{ answer, address, name, how },
    detail: `queries of ${service.name} for ${name ?? 'any name'} are answered ${how}`,
  })
}

defineFault(
  distortNamesKind,
  'DNS answers a service with a wrong address, with none, with an error, or not at all',
  { distortNames: (context, { service }, options) => distortNames(context, service, options) },
  {
    distortNames: {
      on: 'service',
      healing: 'undo',
      parameters: {
        answer: typed.choice('how queries are answered', Object.keys(answers), { example: 'silent' }),
        name: typed.text('only queries for this name'),
        address: typed.text('the wrong address', { value: nobodysAddress }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    distortNames(target: Target, options: DistortNamesOptions): Promise<OpenFault>
  }
}
