import { readFileSync } from 'node:fs'

/** Names that are known where a machine has no list of its own, as in the original. */
const wellKnown = new Map([
  ['domain', 53],
  ['ftp', 21],
  ['ftps', 990],
  ['gopher', 70],
  ['http', 80],
  ['https', 443],
  ['imap2', 143],
  ['imap3', 220],
  ['imaps', 993],
  ['pop3', 110],
  ['pop3s', 995],
  ['smtp', 25],
  ['ssh', 22],
  ['telnet', 23],
])

let ofMachine: ReadonlyMap<string, number> | undefined

/** The TCP port of a service: that of /etc/services, else a well-known one. */
export function servicePort(name: string): number | undefined {
  const asked = name.toLowerCase()
  ofMachine ??= readServices()
  return ofMachine.get(asked) ?? wellKnown.get(asked)
}

/** Lines are: name, port/protocol, other names. */
function readServices(): ReadonlyMap<string, number> {
  const ports = new Map<string, number>()
  for (const line of textOf('/etc/services').split('\n')) {
    const [name = '', at = '', ...others] = line.replace(/#.*/, '').trim().split(/\s+/)
    const port = /^(\d+)\/tcp$/.exec(at)?.[1]
    if (port === undefined) continue
    for (const one of [name, ...others]) if (!ports.has(one)) ports.set(one.toLowerCase(), Number(port))
  }
  return ports
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
