import { type Duration, type Faults, HarnessError, now } from '../../door.ts'
import type { Relay } from './relay.ts'
import type { SmokeRun, SmokeTest } from './smoke-test.ts'

/** What a deploy did to one region. */
export interface DeployedRegion {
  readonly region: string
  readonly smoke: SmokeRun
}

export interface Deploy {
  /** In the order of the deploy. The last is the one whose smoke test stopped it, if one did. */
  readonly regions: readonly DeployedRegion[]
  /** From before the first stop to the end of the last smoke test, ns. */
  readonly since: number
  readonly until: number
}

export interface Deploys {
  /**
   * Deploys as a platform does: region by region, each relay stopped by SIGINT and replaced, then the smoke test. The first
   * smoke test that is red stops it; later regions are left as they are.
   */
  rollingDeploy(
    faults: Pick<Faults, 'stop'>,
    options: {
      /** From a relay's exit to the start of its replacement. */
      readonly replaceAfter: Duration
    },
  ): Promise<Deploy>
}

/** @param smokeTest undefined for a fleet that was not asked for one */
export function createDeploys(relays: readonly Relay[], smokeTest: SmokeTest | undefined): Deploys {
  return {
    rollingDeploy: async (faults, { replaceAfter }) => {
      if (!smokeTest) throw new HarnessError('a deploy needs a smoke test: relayFleet({ smokeTest: true })')
      const done: DeployedRegion[] = []
      const start = now()
      for (const [region, own] of Map.groupBy(relays, (relay) => relay.region)) {
        for (const relay of own) {
          await faults.stop(relay, { signal: 'SIGINT' })
          await relay.restart({ after: replaceAfter })
        }
        const smoke = await smokeTest.run()
        done.push({ region, smoke })
        if (smoke.code !== 0) break
      }
      return { regions: done, since: start, until: now() }
    },
  }
}
