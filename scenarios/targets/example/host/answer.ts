import { setTimeout as sleep } from 'node:timers/promises'

export interface HostAnswer {
  readonly status: number
  readonly body: string
}

/** What this host serves: `/ping`, and `/wait?ms=N`, which answers after so long. */
export async function answerTo(path: string, name: string): Promise<HostAnswer> {
  const { pathname, searchParams } = new URL(path, 'http://host')
  if (pathname === '/wait') await sleep(Number(searchParams.get('ms')) || 0)
  else if (pathname !== '/ping') return { status: 404, body: JSON.stringify({ error: 'not_found' }) }
  return { status: 200, body: JSON.stringify({ pong: name }) }
}
