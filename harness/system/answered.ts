/**
 * Whether a probe was answered, as the proof of a steady state asks. A good status with a wrong body is an answer: a service that always gives
 * one is broken for certain, which the checks of what no fault touched say; without the proof nothing could be said of it.
 */
export function isAnswered(probe: { readonly ok: boolean; readonly error?: string | undefined }): boolean {
  return probe.ok || probe.error === 'body'
}
