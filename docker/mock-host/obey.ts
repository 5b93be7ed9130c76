import type { ToHost, ToRelay } from '../relay/wire.ts'

type HttpMessage = Extract<ToHost, { type: 'http' }>

/** How a host speaks on its tunnel. */
export interface Speaker {
  readonly host: string
  /** False when the tunnel is not open any more. */
  send(message: ToRelay): boolean
  onDrain(reason: string | undefined): void
  /** A request has been answered. */
  onAnswered(): void
  /** A request has come that is answered later, as it asked for. */
  onHeld(): void
  /** A request has come that is to come once only. */
  onAsked(name: string): void
  onPing(): void
}

/** Does what a message of the relay asks for. One that is not understood is left alone: a user's own relay may say more. */
export function obey(text: string, speaker: Speaker): void {
  const message = parse(text)
  switch (message?.type) {
    case 'ping':
      speaker.onPing()
      speaker.send({ type: 'pong' })
      break
    case 'drain':
      speaker.onDrain(message.reason)
      break
    case 'http':
      answer(message, speaker)
      break
    case 'ws:frame':
      speaker.send(message)
      break
  }
}

/** How long a request asks to wait: `/slow?ms=N`, real milliseconds; 0 for every other path. */
export function delayOf(path: string): number {
  const url = URL.parse(path, 'http://host')
  const ms = url?.pathname === '/slow' ? Number(url.searchParams.get('ms')) : 0
  return Number.isFinite(ms) && ms > 0 ? ms : 0
}

/** The name of a request that is to come once only: `?once=NAME`. */
const onceOf = (path: string) => URL.parse(path, 'http://host')?.searchParams.get('once') ?? undefined

function answer(message: HttpMessage, speaker: Speaker): void {
  const once = onceOf(message.path)
  if (once !== undefined) speaker.onAsked(once)
  const delayMs = delayOf(message.path)
  const respond = (): void => {
    if (speaker.send(answerTo(speaker.host, message.id, once))) speaker.onAnswered()
  }
  if (delayMs > 0) {
    speaker.onHeld()
    setTimeout(respond, delayMs)
  } else respond()
}

function answerTo(host: string, id: string, once: string | undefined): ToRelay {
  return {
    type: 'http:response',
    id,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ host, ok: true, ...(once === undefined ? {} : { once }) }),
  }
}

function parse(text: string): ToHost | undefined {
  try {
    return JSON.parse(text) as ToHost
  } catch {
    return undefined
  }
}
