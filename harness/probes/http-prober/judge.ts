import type { Ended } from './connection.ts'

/** The part of a probe's event that the answer decides. */
export interface Judgement {
  readonly ok: boolean
  readonly status?: number
  readonly error?: string
  readonly path?: string
}

/**
 * Was that a success? Status 200 *and* the expected body *and* no replay header: an empty 200 with a replay header
 * is a relay sending the client elsewhere.
 * @param expectBody bytes that the body must contain, one character per byte
 */
export function judge(ended: Ended, expectBody: string): Judgement {
  if ('error' in ended) return { ok: false, error: ended.error }
  const { status, body, replay, path } = ended.answer
  const told = path === undefined ? { status } : { status, path }
  if (replay !== undefined) return { ok: false, error: 'replay-header', ...told }
  if (status !== 200) return { ok: false, error: 'status', ...told }
  if (!body.includes(expectBody)) return { ok: false, error: 'body', ...told }
  return { ok: true, ...told }
}
