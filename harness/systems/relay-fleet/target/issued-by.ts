import type { Minted, MintRequest } from '../../../../docker/token-issuer/wire.ts'
import { HarnessError, UsageError } from '../../../definitions.ts'
import type { TokenRequest } from './schema.ts'

/**
 * A token hook that asks the run's token issuer.
 * @param dependency its name among the target's dependencies
 * @param claimsOf what the token says beside subject (the host's id), issuer, audience and times
 */
export function issuedBy(
  dependency: string,
  claimsOf: (
    request: TokenRequest,
  ) => Pick<MintRequest, 'subject' | 'claims' | 'audience' | 'expiresIn'> = () => ({}),
): (request: TokenRequest) => Promise<string> {
  return async (request) => {
    const url = request.values[`${dependency}.url`]
    if (url === undefined)
      throw new UsageError(`tokens: there is no dependency ${dependency} that issues them`)
    const body = JSON.stringify({ subject: request.id, ...claimsOf(request) })
    const answer = await fetch(`${url}/token`, { method: 'POST', body, signal: AbortSignal.timeout(5_000) })
    if (!answer.ok)
      throw new HarnessError(`${dependency} issued no token: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as Minted).token
  }
}
