import { edgePathHeader, replayHeader } from '../../../docker/relay/wire.ts'
import { Headers } from './answer.ts'
import type { Ended } from './connection.ts'

/** The part of a probe's event that the answer decides. */
export interface Judgement {
  readonly ok: boolean
  readonly status?: number
  readonly error?: string
  readonly path?: string
}

/** What makes an answer a success. */
export interface Success {
  /** Default 200. */
  readonly status?: number
  /** Text that the body must contain; '' accepts any body. */
  readonly body: string
  /** Header, in lower case, that a success does not have. Default: that of the reference relay. */
  readonly noHeader?: string
}

/**
 * Was that a success? The status *and* the expected body *and* no replay header: an empty 200 with a replay header
 * is a relay sending the client elsewhere.
 * @param success its body as bytes, one character per byte
 */
export function judge(ended: Ended, success: Success): Judgement {
  if ('error' in ended) return { ok: false, error: ended.error }
  const { status, body, head } = ended.answer
  const headers = new Headers(head)
  const path = headers.get(edgePathHeader)
  const told = path === undefined ? { status } : { status, path }
  if (headers.get(success.noHeader ?? replayHeader) !== undefined)
    return { ok: false, error: 'replay-header', ...told }
  if (status !== (success.status ?? 200)) return { ok: false, error: 'status', ...told }
  if (!body.includes(success.body)) return { ok: false, error: 'body', ...told }
  return { ok: true, ...told }
}
