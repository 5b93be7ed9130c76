import { copyToNodes } from '../runtime/swarm/copy-to-nodes.ts'
import type { AnyScenario } from '../scenario/define.ts'
import type { Setting } from '../scenario/setting.ts'

/** Says once what systems do not take over of their descriptions, and builds and pulls their images before any deadline runs. */
export async function prepareSystems(
  scenarios: readonly AnyScenario[],
  { runtimes }: Pick<Setting, 'runtimes'>,
): Promise<void> {
  const systems = new Set(scenarios.map(({ meta }) => meta.system))
  if (runtimes.includes('swarm')) await copyToNodes((line) => console.log(line))
  if (!runtimes.includes('containers') && !runtimes.includes('swarm')) return
  const leftOut = new Set([...systems].flatMap((system) => system.leftOut ?? []))
  if (leftOut.size > 0) console.error(['warning: not taken over', ...leftOut].join('\n  '))
  for (const system of systems) await system.prepare?.((line) => console.log(line))
}
