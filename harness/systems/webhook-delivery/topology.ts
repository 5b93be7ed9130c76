import { linkName } from '../../runtime/links.ts'

const pairs = [
  ['forge', 'hop'],
  ['hop', 'redis'],
  ['hop', 'nginx'],
  ['nginx', 'receiver'],
  ['receiver', 'redis'],
] as const

/**
 * Who is there and who connects to whom. The link `hop-nginx` is the way to the far end; without a hop the forge takes it. The
 * receiver has a database of its own in the one Redis, which no scenario breaks.
 */
export const webhookTopology = {
  nodes: [
    { name: 'forge', role: 'sends webhooks' },
    { name: 'hop', role: 'store and forward' },
    { name: 'redis', role: 'queue' },
    { name: 'nginx', role: 'reverse proxy' },
    { name: 'receiver', role: 'CI server' },
  ],
  links: pairs.map(([from, to]) => ({ name: linkName(from, to), from, to })),
}
