import { ConfigError, required } from '../env.ts'
import { scaleConstants } from '../relay/constants.ts'
import { replayHeader } from '../relay/wire.ts'
import { defineServiceConfig } from '../service-config.ts'

/** A relay as the edge reaches it: the address is that of the link to it. */
export interface RelayRoute {
  readonly machineId: string
  readonly region: string
  readonly host: string
  readonly port: number
}

export type EdgeConfig = ReturnType<typeof parseEdgeConfig>

const example = '[{"machineId":"relay-1","region":"ams","host":"127.0.0.1","port":8080}]'

export const { parse: parseEdgeConfig } = defineServiceConfig({
  options: {},
  own: (env, timeScale) => ({
    routes: parseRoutes(required(env, 'ROUTES', /./, example)),
    /** Header, in lower case, of an answer 200 that sends the request elsewhere; '' where none is followed. */
    replayHeader: env.REPLAY_HEADER ?? replayHeader,
    /** How long requests under way may go on after the stop signal. */
    drainTailMs: scaleConstants(timeScale).drainTailMs,
  }),
})

function parseRoutes(text: string): RelayRoute[] {
  const routes = parseJson(text)
  if (!Array.isArray(routes) || routes.length === 0 || !routes.every(isRoute))
    throw new ConfigError(`ROUTES is malformed: give it a JSON array of relays, as in ${example}`)
  return routes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRoute(value: unknown): value is RelayRoute {
  if (typeof value !== 'object' || value === null) return false
  const route = value as Record<string, unknown>
  const texts = [route.machineId, route.region, route.host]
  return texts.every((text) => typeof text === 'string' && text !== '') && isPort(route.port)
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}
