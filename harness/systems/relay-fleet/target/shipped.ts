import { programs } from '../../../../docker/images.ts'
import { jwksPath } from '../../../../docker/token-issuer/wire.ts'
import { type Address, type ServiceSpec, type templates, z } from '../../../door.ts'
import { publicUrlSchema } from './public-url.ts'

const reached = {
  /** One link for all that call it, so that it has one address for all of them. */
  shared: z.boolean().default(false),
  /** One URL by which all know it, each over a link of its own. */
  publicUrl: publicUrlSchema,
}

/** Services that come with the harness because real relays need them. */
export const shippedSchema = z.discriminatedUnion('ship', [
  z.strictObject({
    ...reached,
    /** A front to the run's Redis that speaks the REST protocol of Upstash. */
    ship: z.literal('upstash'),
    token: z.string().min(1).default('token-of-the-run'),
  }),
  z.strictObject({
    ...reached,
    /** Issues tokens and publishes the key that verifies them. */
    ship: z.literal('token-issuer'),
    algorithm: z.enum(['RS256', 'ES256', 'EdDSA']).default('RS256'),
    issuer: z.string().default('https://issuer.gameday.test'),
    audience: z.string().default('relay'),
  }),
  z.strictObject({
    ...reached,
    /** An API that answers as it is told; docker/scripted-api/wire.ts says what a rule may hold. */
    ship: z.literal('answers'),
    rules: z.array(z.looseObject({ path: z.string().regex(/^\//, 'begin it with /') })),
  }),
])

export type Shipped = z.output<typeof shippedSchema>

export const isShipped = (one: object): one is Shipped => 'ship' in one

const readyTimeoutMs = 30_000

/** @param control a second address, for the control port of a service that has one */
export function shippedSpec(
  name: string,
  shipped: Shipped,
  { main, control }: { readonly main: Address; readonly control: Address },
  values: templates.Values,
): ServiceSpec {
  const common = { HOST: main.host, PORT: String(main.port) }
  const rest = {
    name,
    ports: { main },
    ready: { by: 'tcp', port: 'main', timeoutMs: readyTimeoutMs },
  } as const
  switch (shipped.ship) {
    case 'upstash': {
      const env = { ...common, REDIS_URL: values['redis.url'] ?? '', UPSTASH_TOKEN: shipped.token }
      return { ...rest, program: programs.upstashFront, env }
    }
    case 'token-issuer': {
      const { algorithm: ALGORITHM, issuer: ISSUER, audience: AUDIENCE } = shipped
      return { ...rest, program: programs.tokenIssuer, env: { ...common, ALGORITHM, ISSUER, AUDIENCE } }
    }
    case 'answers': {
      const env = { ...common, CONTROL_PORT: String(control.port), RULES: JSON.stringify(shipped.rules) }
      return { ...rest, program: programs.scriptedApi, env, ports: { main, control } }
    }
  }
}

/** What templates may use of such a service besides its address. */
export function shippedValues(name: string, shipped: Shipped, url: string): templates.Values {
  if (shipped.ship === 'upstash') return { [`${name}.token`]: shipped.token }
  if (shipped.ship === 'answers') return {}
  return {
    [`${name}.issuer`]: shipped.issuer,
    [`${name}.audience`]: shipped.audience,
    [`${name}.jwks`]: `${url}${jwksPath}`,
  }
}
