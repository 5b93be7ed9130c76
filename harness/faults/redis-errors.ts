import { hasFlag, list } from '@ioredis/commands'
import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'
import { answersProof, perMille } from './share-of-requests.ts'

const redisErrorsKind = { name: 'redis-errors', colour: '#be123c' }

/** In the words of Redis 7, and to which commands it gives them: by a flag of its command table, or to all. */
const errors = {
  READONLY: { text: "READONLY You can't write against a read only replica.", hits: 'write' },
  OOM: { text: "OOM command not allowed when used memory > 'maxmemory'.", hits: 'denyoom' },
  LOADING: { text: 'LOADING Redis is loading the dataset in memory', hits: 'all' },
} as const

/** They may write: a replica refuses what a script does. */
const scripts = ['eval', 'evalsha', 'fcall']

export interface RedisErrorsOptions {
  /** `READONLY` as of a replica, `OOM` as at its memory limit, `LOADING` as after a start; or a whole error, its code first. Default READONLY. */
  readonly error?: keyof typeof errors | (string & {})
  /** Names of commands. Default: those to which Redis gives this error; with one of your own, all. */
  readonly commands?: readonly string[]
  /** Share of these commands that is hit, from 0 to 1. Default 1. */
  readonly share?: number
}

/**
 * Redis commands over a link are answered with an error and have no effect, on open connections as on new ones; the others go on. Answers keep
 * their order. Within MULTI such a command fails at EXEC. Commands inside of TLS pass.
 * Evidence: the commands that the proxy had answered so, counted one by one.
 */
export function redisErrors(
  context: FaultContext,
  link: Link,
  { error = 'READONLY', commands, share = 1 }: RedisErrorsOptions = {},
): Promise<OpenFault> {
  const known = error in errors ? errors[error as keyof typeof errors] : undefined
  const names = commands ?? commandsOf(known?.hits ?? 'all')
  const text = known?.text ?? error
  const [code] = text.split(' ')
  return linkFault(
    context,
    redisErrorsKind,
    link,
    `${names.length > 0 ? 'commands' : 'all commands'} on ${link.name} are answered with ${code}${share < 1 ? `, a share of ${share}` : ''}`,
    [
      {
        name: 'redis_errors',
        type: 'redis_error',
        stream: 'upstream',
        attributes: { error: text, commands: names.join(' '), per_mille: perMille(share) },
      },
    ],
    {
      prove: answersProof(`answered with ${code}`, { share, what: 'commands' }),
      whyUnseen: `no command passed ${link.name} that it could answer`,
    },
  )
}

/** Of all commands that Redis has, those with a flag; none means all. */
function commandsOf(flag: 'write' | 'denyoom' | 'all'): readonly string[] {
  if (flag === 'all') return []
  return [...list.filter((name) => hasFlag(name, flag)), ...scripts]
}

defineFault(
  redisErrorsKind,
  'Answers Redis commands with READONLY, OOM, LOADING or another error',
  { redisErrors },
  {
    redisErrors: {
      on: 'link',
      healing: 'undo',
      parameters: {
        error: typed.choice('what is answered', Object.keys(errors), { value: 'READONLY' }),
        share: typed.number('share of the commands', { value: '1', range: [0, 1] }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    redisErrors(link: Link, options?: RedisErrorsOptions): Promise<OpenFault>
  }
}
