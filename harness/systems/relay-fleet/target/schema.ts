import { type Target, z } from '../../../definitions.ts'
import { directory } from './directory-schema.ts'
import { type Events, eventsSchema, word } from './events-schema.ts'
import { defaultHostId, hostIdMistake } from './host-id.ts'
import { authorisationMistakes, directoryMistakes, eventMistakes } from './mistakes.ts'
import { publicUrlMistakes, publicUrlSchema } from './public-url.ts'
import { duration, hook } from './schema-parts.ts'
import { isShipped, shippedSchema } from './shipped.ts'
import { templateMistakes } from './template-names.ts'
import { constants, limits } from './timing-schema.ts'

const signal = z.custom<NodeJS.Signals>(
  (value) => typeof value === 'string' && /^SIG[A-Z0-9]+$/.test(value),
  "write a signal, as in 'SIGTERM'",
)

const pattern = z.union([z.instanceof(RegExp), z.string().transform((text) => new RegExp(text))])

const path = z.string().regex(/^\//, 'begin it with /')

const ready = z.union(
  [
    z.strictObject({ log: pattern, timeout: duration.default('30s') }),
    z.strictObject({ http: path, timeout: duration.default('30s') }),
    z.strictObject({ tcp: z.literal(true), timeout: duration.default('30s') }),
  ],
  "write { log: /pattern/ }, { http: '/path' } or { tcp: true }",
)

const service = z.strictObject({
  /** argv on the processes runtime, and in a container where `argv` is not given. Templates are filled in. */
  command: z.array(z.string()).min(1).optional(),
  /** Folder in which the local command runs, from the configuration file. Default: that of the file. */
  cwd: z.string().default('.'),
  /** Tag of the image for the containers runtime. */
  image: z.string().optional(),
  /** argv in the container. */
  argv: z.array(z.string()).min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  ready,
  /** What the runtime sends where a scenario names no signal. */
  stopSignal: signal.default('SIGTERM'),
  events: eventsSchema.optional(),
})

const runnable = (one: { command?: unknown; image?: unknown; argv?: unknown }) =>
  one.command !== undefined || (one.image !== undefined && one.argv !== undefined)
const notRunnable = {
  message: 'give it a command (processes, containers), or an image and its argv (containers only)',
}

/** A literal, or a service: no union, whose errors would not name the path of what is wrong. */
const noneOrService = z.unknown().transform((value, context) => {
  if (value === false || value === undefined) return value
  const parsed = service.refine(runnable, notRunnable).safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message })
  return z.NEVER
}) as unknown as z.ZodType<
  false | z.output<typeof service> | undefined,
  false | z.input<typeof service> | undefined
>

const host = service.extend({
  /** How hosts are called; `{n}` is the number of the host, from 1 on. */
  id: z
    .string()
    .default(defaultHostId)
    .superRefine((value, context) => {
      const message = hostIdMistake(value)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    }),
  /** One process for each host, or one for all of them, which then takes them from `{hosts}`. */
  per: z.enum(['host', 'fleet']).default('host'),
  /**
   * With `per: 'fleet'`: what plays a host that needs a process of its own, because it comes later or is there twice. Default: the same program once
   * more, with that host alone in its `{hosts}`. Or another program, with `{id}`, `{token}` and `{dial}`; false: there is none.
   */
  single: noneOrService.optional(),
  /** Most hosts that it can play on one machine; a scenario that needs more is skipped. */
  max: z.number().int().positive().default(50),
  /**
   * Work for each host when all of them dial at once, that no constant explains: starting and waking processes, tokens, directory.
   * An allowance of every limit on a reconnect, shown beside it.
   */
  dialWork: duration.default('2ms'),
})

/** A service of the target's own that others of its services call. */
const ownDependency = service
  .extend({
    /** One link for all that call it, so that it has one address for all of them, itself included. Default: a link for each. */
    shared: z.boolean().default(false),
    /** One URL by which all know it, each over a link of its own: `http://platform.internal:8080`. Programs get it as `{x.url}`. */
    publicUrl: publicUrlSchema,
  })
  .refine(runnable, notRunnable)

type Dependency = z.ZodType<
  z.output<typeof ownDependency> | z.output<typeof shippedSchema>,
  z.input<typeof ownDependency> | z.input<typeof shippedSchema>
>

/** No union of both: its errors would not name the path of what is wrong. */
const dependency = z.unknown().transform((value, context) => {
  const schema =
    typeof value === 'object' && value !== null && isShipped(value) ? shippedSchema : ownDependency
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message })
  return z.NEVER
}) as unknown as Dependency

const probe = z.strictObject({
  /** `{id}` is the host. */
  path,
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'write it in capital letters')
    .default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  /** Path of a request that the host answers after `{ms}` milliseconds; false: hosts know none. */
  slowPath: z.union([path, z.literal(false)], 'begin it with /, or write false').optional(),
  /** Real time after which a client gives up. */
  timeout: duration.default('5s'),
  /**
   * Whether a request goes on to the relay that a replay header names, as behind a platform's proxy: gameday's edge sends it there.
   * Without, the client gets that answer, which is no success.
   */
  followReplays: z.boolean().default(true),
  success: z
    .strictObject({
      status: z.number().int().min(100).max(599).default(200),
      /** Text that the body of an answer holds. */
      body: z.string().default(''),
      /** Header that a success does not have: with it the relay sends the client elsewhere. */
      noHeader: z.string().toLowerCase().default('fly-replay'),
    })
    .prefault({}),
})

/** Who asks for a token, and what it may need for that. */
export interface TokenRequest {
  readonly id: string
  readonly role: 'host' | 'client'
  /** Names as in templates, with their values: `issuer.url` where the run has a token issuer. */
  readonly values: Readonly<Record<string, string>>
}

const closeCodes = z
  .strictObject({
    drain: z.number().int().default(4001),
    directoryFailed: z.number().int().default(1011),
    outOfDescriptors: z.number().int().optional(),
  })
  .prefault({})

/** Keys that still work under a name which they do not have any more, with the one that they have. */
function formerNames({
  host,
  relay,
  tellsNot,
}: {
  readonly host: { readonly events?: Events | undefined }
  readonly relay: { readonly events?: Events | undefined }
  readonly tellsNot?: unknown
}): string[] {
  const isFormer = [host, relay].some(({ events }) => events?.isFormer)
  return [
    ...(isFormer ? ['tells is called reports'] : []),
    ...(tellsNot ? ['tellsNot is called notReported'] : []),
  ]
}

/** A fleet of relays that are not ours, as `gameday.config.ts` describes it; docs/bring-your-own.md walks through it. */
export const relayTargetSchema = z
  .strictObject({
    relay: service.refine(runnable, notRunnable),
    host: host.refine(runnable, notRunnable),
    /** What stands in front of several relays: gameday's own, or a program of the target's. */
    edge: z.union([z.literal('gameday'), service.refine(runnable, notRunnable)]).default('gameday'),
    /** The run's own Redis, without data at the start. */
    redis: z.boolean().default(true),
    dependencies: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'name a dependency in lower case'), dependency)
      .default({}),
    probe,
    directory: directory.optional(),
    tokens: z
      .strictObject({
        host: hook<(request: TokenRequest) => string | Promise<string>>(),
        client: hook<(request: TokenRequest) => string | Promise<string>>().optional(),
      })
      .optional(),
    /**
     * What is not reported of this target and never will be, in the words of `reports`: `drain`, `closed.code`. Checks that are made of it are not
     * applicable; of what is merely missing they are inconclusive.
     */
    notReported: z.array(word).optional(),
    /** @deprecated former name of `notReported` */
    tellsNot: z.array(word).optional(),
    constants,
    /** What is wanted where that is not how the programs are built. Limits of checks follow from it, waits from the longer of both. */
    limits: limits.optional(),
    closeCodes,
    /** Dependency that relays ask before they take a host on. */
    authorisedBy: z.string().optional(),
    /** Text frame by which a relay tells a host that it drains. */
    drainMessage: z.string().optional(),
    /** What a relay logs when its drain could not clear the directory, and the reasons that it gives. */
    drainFailed: z
      .strictObject({
        text: z.string(),
        refuses: z.string(),
        errors: z.string(),
        hangs: z.string(),
        /** So many lines after the one with the text may hold the reason, as where a stack trace follows. */
        reasonWithin: z.number().int().min(0).max(50, 'a reason is within 50 lines').default(0),
      })
      .optional(),
    /** Where a relay answers GET with 200 and JSON whose `region` is its own: what gameday's smoke test asks after a deploy. */
    health: path.optional(),
    /** The platform starts a replacement no sooner than so long after the exit. */
    restartDelay: duration.default('0ms'),
  })
  .superRefine((target, context) => {
    const mistakes = [
      ...eventMistakes(target),
      ...directoryMistakes(target),
      ...authorisationMistakes(target),
      ...publicUrlMistakes(target),
      ...templateMistakes(target),
    ]
    for (const { path, message } of mistakes) context.addIssue({ code: 'custom', path: [...path], message })
  })
  .transform(({ directory: oracle, probe: { slowPath, ...asked }, ...target }) => ({
    ...target,
    former: formerNames(target),
    onePerHost: target.host.per === 'host',
    hasCommands: target.relay.command !== undefined,
    directory: oracle || undefined,
    probe: { ...asked, slowPath: slowPath || undefined },
    /** What is declared as not reported: `notReported`, `directory`, `held`. */
    unreported: [
      ...(target.notReported ?? []),
      ...(target.tellsNot ?? []),
      ...(oracle === false ? ['directory'] : []),
      ...(slowPath === false ? ['held'] : []),
    ],
  }))

export type TargetService = z.output<typeof service>
export type TargetDependency = z.output<typeof dependency>
export type TargetProbe = z.output<typeof probe>
export type TargetDirectory = Exclude<z.output<typeof directory>, false>

/** A target of a configuration file that stands in for the relays and hosts of this repository. */
export type RelayTarget = Target & z.output<typeof relayTargetSchema>

export type { Leftovers } from './directory-schema.ts'

declare module '../../../targets/target.ts' {
  interface TargetInputs {
    'relay-fleet': z.input<typeof relayTargetSchema>
  }
}
