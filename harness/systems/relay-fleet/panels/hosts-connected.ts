import { definePanel } from '../../../definitions.ts'
import { connectedHosts } from '../analysis/connected-hosts.ts'

/** Hosts with at least one registered tunnel. */
definePanel('hosts-connected', {
  order: 10,
  title: 'hosts connected',
  reads: 'connected',
  kind: 'level',
  height: 110,
  colour: 'accent',
  fill: 0.12,
  steps: (events, { rel }) => connectedHosts(events).map(([at, value]) => [rel(at), value] as const),
})
