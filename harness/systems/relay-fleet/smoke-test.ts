import { programs } from '../../../docker/images.ts'
import { type SmokeOptions, smokeOptionsEnv } from '../../../docker/smoke/config.ts'
import { type Address, abortable, formatAddress, type Runtime, type Service } from '../../door.ts'

/** One run of the smoke test. */
export interface SmokeRun {
  readonly service: Service
  readonly incarnation: number
  /** 0: every region serves; 1: one does not. */
  readonly code: number
}

export interface SmokeTest {
  /** Runs the smoke test to its end; each run is an incarnation of its own of the service `smoke`. */
  run(): Promise<SmokeRun>
}

const readyTimeoutMs = 30_000

/** The smoke test that a deploy makes after each region: a program of its own, judged by its exit code. */
export function createSmokeTest(parts: {
  readonly runtime: Runtime
  /** Of the link to the edge. */
  readonly edge: Address
  readonly regions: readonly string[]
  readonly variant: SmokeOptions['smoke'] | undefined
  /** What the smoke test asks for. */
  readonly healthPath: string
  readonly factor: number
  readonly signal: AbortSignal
}): SmokeTest {
  const { runtime, edge, regions, variant, healthPath, factor, signal } = parts
  const spec = {
    name: 'smoke',
    program: programs.smoke,
    env: {
      TIME_SCALE: String(factor),
      EDGE_URL: `http://${formatAddress(edge)}`,
      REGIONS: regions.join(','),
      HEALTH_PATH: healthPath,
      ...smokeOptionsEnv(variant ? { smoke: variant } : {}),
    },
    ports: {},
    ready: { by: 'log' as const, pattern: /"msg":"asking"/, timeoutMs: readyTimeoutMs },
  }
  let service: Service | undefined
  return {
    run: async () => {
      if (service) await service.restart({ signal })
      else service = await runtime.start(spec)
      const { code } = await abortable(service.exited, signal)
      return { service, incarnation: service.started.incarnation, code }
    },
  }
}
