import type { Findings } from './findings.ts'
import type { ComposeService } from './normal.ts'

/** @throws UsageError for services that wait for each other */
export function refuseCircles(services: Readonly<Record<string, ComposeService>>, findings: Findings): void {
  const done = new Set<string>()
  const visit = (name: string, way: readonly string[]): void => {
    if (way.includes(name))
      findings.refuse(`${name}.depends_on`, `goes round in a circle: ${[...way, name].join(', ')}`)
    if (done.has(name)) return
    for (const other of Object.keys(services[name]!.after)) visit(other, [...way, name])
    done.add(name)
  }
  for (const name of Object.keys(services)) visit(name, [])
}
