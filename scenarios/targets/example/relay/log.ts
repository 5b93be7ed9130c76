type Fields = Readonly<Record<string, string | number>>

/** One logfmt line on stdout. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Fields = {}): void {
  const pairs = Object.entries({ ts: new Date().toISOString(), level, event, ...fields })
  process.stdout.write(`${pairs.map(([name, value]) => `${name}=${quoted(String(value))}`).join(' ')}\n`)
}

function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
