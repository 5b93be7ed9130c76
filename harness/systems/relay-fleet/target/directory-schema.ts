import { z } from 'zod'
import { hook } from './schema-parts.ts'

/** What a relay that is no more has left behind. */
export interface Leftovers {
  /** As the directory writes it. */
  readonly owner: string
  readonly hosts: readonly string[]
  /** Names as in templates, with their values: `redis.url`. */
  readonly values: Readonly<Record<string, string>>
}

const common = {
  /** How an owner is written; `{region}` and `{machineId}` stand for the relay's. */
  owner: z.string(),
  /** Dependency by which relays reach it. */
  by: z.string().default('redis'),
  /** Writes entries of a relay that is gone, of hosts that are gone, as a relay would have left them. */
  leave: hook<(leftovers: Leftovers) => Promise<void>>().optional(),
}

const byHash = z.strictObject({
  /** Redis hash host → owner. */
  redisHash: z.string(),
  /** How a host is written as a field of that hash. What is written otherwise is no entry of a host. */
  field: z.string().includes('{id}', 'put {id} where the id of the host stands').default('{id}'),
  ...common,
})

const byLua = z.strictObject({
  /** A script for the run's Redis (EVAL, without keys) that returns host and owner by turns, or pairs of them. Taken as it is. */
  lua: z.string().min(1),
  ...common,
})

const bySql = z.strictObject({
  /** A statement whose first two columns are host and owner. Taken as it is. */
  sql: z.string().min(1),
  /** Where the PostgreSQL, MariaDB or MySQL is: `postgres://user:password@{db}/name`, or `mysql://…`. */
  url: z
    .string()
    .regex(
      /^(?:postgres(?:ql)?|mysql|mariadb):\/\//,
      "begin it with postgres:// or mysql://, as in 'postgres://user:password@{db}/name'",
    ),
  ...common,
})

const byCommand = z.strictObject({
  /** Prints one line `host owner` for each entry. */
  command: z.array(z.string()).min(1),
  cwd: z.string().default('.'),
  env: z.record(z.string(), z.string()).default({}),
  ...common,
})

const ways = { redisHash: byHash, lua: byLua, sql: bySql, command: byCommand }

type Way = (typeof ways)[keyof typeof ways]

const none =
  "write { redisHash: 'key', owner: '{region}:{machineId}' }, { lua: … }, { sql: …, url: … } or { command: […] }, or false where none can be read"

/** How the directory of a target is read. No union: its errors would not name the path of what is wrong. */
export const directory = z.unknown().transform((value, context) => {
  if (value === false) return false
  const way = Object.entries(ways).find(
    ([key]) => typeof value === 'object' && value !== null && key in value,
  )?.[1]
  if (!way) {
    context.addIssue({ code: 'custom', message: none })
    return z.NEVER
  }
  const parsed = way.safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message })
  return z.NEVER
}) as unknown as z.ZodType<false | z.output<Way>, false | z.input<Way>>
