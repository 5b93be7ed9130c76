import { UsageError } from '../../errors.ts'
import type { Question } from '../../runtime/answering.ts'
import type { Preset } from '../definition.ts'
import { diskAt, refuseDisk } from '../disk.ts'
import { redisProgram } from '../service-parts.ts'

/** `-LOADING` while it reads its data. */
const ping: Question = {
  protocol: 'Redis',
  send: 'PING\r\n',
  judge: (answer) => (answer.includes('\n') ? answer.toString().startsWith('+PONG') : undefined),
}

/** Each change is in a file, and that file on the disk, before it is answered. */
const durably = (folder: string) => ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder]

export interface RedisOptions {
  /** Appended to `redis-server`. */
  readonly args?: readonly string[]
  /** It answers a change when that is on its disk. Default: it keeps nothing there. */
  readonly durable?: boolean
  /** Size of the disk of one that is durable, MB (1,048,576 bytes), from 1 to 256: for `fillDisk`, with `needs: ['disks']`. */
  readonly diskMb?: number
}

/** A Redis without data, which keeps none unless it is durable. `{name.url}` is `redis://host:port`. */
export function redis({ args = [], durable = false, diskMb }: RedisOptions = {}): Preset {
  if (diskMb !== undefined) refuseDisk('redis({ diskMb })', diskMb)
  if (diskMb !== undefined && !durable)
    throw new UsageError('redis({ diskMb }): it keeps nothing on a disk: say durable: true')
  return {
    preset: 'redis',
    url: ({ host, port }) => `redis://${host}:${port}`,
    question: ping,
    spec: ({ address, folder }) => {
      if (!durable) return redisProgram(address, args)
      if (diskMb !== undefined)
        return {
          ...redisProgram(address, [...durably(folder), ...args]),
          disk: diskAt(folder, diskMb),
        }
      // One file makes the folder.
      const files = { 'about.txt': 'What this Redis keeps is beside this.\n' }
      return { ...redisProgram(address, [...durably('{files}'), ...args]), files }
    },
  }
}
