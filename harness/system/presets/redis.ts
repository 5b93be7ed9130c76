import type { Preset } from '../definition.ts'
import { redisSpec } from '../service-parts.ts'

/** A Redis without data, which keeps none. `{name.url}` is `redis://host:port`. @param args appended to `redis-server` */
export const redis = ({ args = [] }: { readonly args?: readonly string[] } = {}): Preset => ({
  preset: 'redis',
  scheme: 'redis',
  spec: (name, address) => ({ ...redisSpec(address, args), name }),
})
