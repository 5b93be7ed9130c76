import { errorCode } from './error-code.ts'
import type { Judgement } from './judge.ts'
import type { ProbeTarget } from './protocol.ts'

/** What a module of another protocol is given for each probe. */
export interface AskContext<Settings> {
  readonly host: string
  readonly port: number
  readonly settings: Settings
  /** Aborts at the probe's timeout: everything that is open has to be closed then. */
  readonly signal: AbortSignal
}

/**
 * One question, on a connection of its own that is closed when this settles. Resolves with whether the answer was as expected; rejects where
 * there was none.
 */
export type Ask<Settings> = (context: AskContext<Settings>) => Promise<boolean>

/** Sends one probe. @returns what gives it up */
export type SendProbe = (done: (judgement: Judgement) => void) => { abandon(): void }

/** How the probes of a target are sent by a module. */
export function sendByAsking(
  ask: Ask<unknown>,
  { address: { host, port }, settings }: ProbeTarget,
): SendProbe {
  return (done) => {
    const over = new AbortController()
    ask({ host, port, settings, signal: over.signal }).then(
      (ok) => over.signal.aborted || done(ok ? { ok } : { ok, error: 'body' }),
      (error: unknown) => over.signal.aborted || done({ ok: false, error: errorCode(error) }),
    )
    return { abandon: () => over.abort() }
  }
}

/** The module that a configuration names. */
export async function loadAsk(url: string): Promise<Ask<unknown>> {
  const { ask } = (await import(url)) as { ask: Ask<unknown> }
  return ask
}
