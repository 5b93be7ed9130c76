import type { Question } from '../../runtime/answering.ts'
import type { Preset } from '../definition.ts'
import { redisProgram } from '../service-parts.ts'

/** `-LOADING` while it reads its data. */
const ping: Question = {
  protocol: 'Redis',
  send: 'PING\r\n',
  judge: (answer) => (answer.includes('\n') ? answer.toString().startsWith('+PONG') : undefined),
}

/** A Redis without data, which keeps none. `{name.url}` is `redis://host:port`. @param args appended to `redis-server` */
export const redis = ({ args = [] }: { readonly args?: readonly string[] } = {}): Preset => ({
  preset: 'redis',
  url: ({ host, port }) => `redis://${host}:${port}`,
  question: ping,
  spec: ({ address }) => redisProgram(address, args),
})
