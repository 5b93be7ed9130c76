import { linkName } from '../../runtime/links.ts'

/** Who connects to whom; every connection is a link of its own. */
const pairs = [
  ['clients', 'orchestrator'],
  ['orchestrator', 'redis'],
  ['orchestrator', 'proxy'],
  ['proxy', 'deploy-service'],
  ['deploy-service', 'redis'],
  ['deploy-service', 'vms'],
] as const

/** Services of the pipeline that listen. */
export const pipelineServices = ['redis', 'vms', 'deploy-service', 'proxy', 'orchestrator'] as const
export type PipelineService = (typeof pipelineServices)[number]

export const pipelineLinks = pairs.map(([from, to]) => ({ name: linkName(from, to), from, to }))

export const pipelineNodes = [
  { name: 'clients', role: 'probes' },
  { name: 'orchestrator', role: 'job worker' },
  { name: 'proxy', role: 'nginx' },
  { name: 'deploy-service', role: 'sync workers' },
  { name: 'vms', role: 'hosts of the application' },
  { name: 'redis', role: 'queue and records' },
]
