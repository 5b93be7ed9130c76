import { linkName } from '../../runtime/links.ts'

const pairs = [
  ['browsers', 'caddy'],
  ['clients', 'caddy'],
  ['caddy', 'web'],
  ['runner', 'web'],
] as const

/** Who is there and who connects to whom; every connection is a link of its own. */
export const streamerTopology = {
  nodes: [
    { name: 'browsers', role: 'clients of logs' },
    { name: 'clients', role: 'probes' },
    { name: 'caddy', role: 'reverse proxy' },
    { name: 'web', role: 'log web server' },
    { name: 'runner', role: 'host of the jobs' },
  ],
  links: pairs.map(([from, to]) => ({ name: linkName(from, to), from, to })),
}
