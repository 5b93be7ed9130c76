/** A region's answer to `/health`. */
export interface HealthAnswer {
  readonly status: number
  readonly body: string
}

/** Why an answer does not show that the region serves; undefined when it does. */
export function faultOf(
  { status, body }: HealthAnswer,
  region: string,
  { checksStatus }: { readonly checksStatus: boolean },
): string | undefined {
  if (checksStatus && status !== 200) return `status ${status}`
  const answered = regionIn(body)
  return answered === region ? undefined : `answered by region ${answered ?? 'none'}`
}

function regionIn(body: string): string | undefined {
  try {
    const region = (JSON.parse(body) as { region?: unknown } | null)?.region
    return typeof region === 'string' ? region : undefined
  } catch {
    return undefined
  }
}
