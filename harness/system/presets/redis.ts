import type { Question } from '../../runtime/answering.ts'
import type { Preset } from '../definition.ts'
import { redisProgram } from '../service-parts.ts'

/** `-LOADING` while it reads its data. */
const ping: Question = {
  protocol: 'Redis',
  send: 'PING\r\n',
  judge: (answer) => (answer.includes('\n') ? answer.toString().startsWith('+PONG') : undefined),
}

/** Each change is in a file, and that file on the disk, before it is answered. */
const durably = ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', '{files}']

export interface RedisOptions {
  /** Appended to `redis-server`. */
  readonly args?: readonly string[]
  /** It answers a change when that is on its disk. Default: it keeps nothing there. */
  readonly durable?: boolean
}

/** A Redis without data, which keeps none unless it is durable. `{name.url}` is `redis://host:port`. */
export const redis = ({ args = [], durable = false }: RedisOptions = {}): Preset => ({
  preset: 'redis',
  url: ({ host, port }) => `redis://${host}:${port}`,
  question: ping,
  spec: ({ address }) => ({
    ...redisProgram(address, durable ? [...durably, ...args] : args),
    // One file makes the folder.
    ...(durable && { files: { 'about.txt': 'What this Redis keeps is beside this.\n' } }),
  }),
})
