import type { Project } from '../scenario/project.ts'
import type { Setting } from '../scenario/setting.ts'

/** What `vitest list` and editors are told, which only ask for names: nothing runs with it, so it has no folder. */
export const listing = ({ root, reports, defaults }: Project): Setting => ({
  runId: 'none',
  runDir: reports,
  seed: 0,
  profile: defaults.profile ?? 'compressed',
  runtimes: [defaults.runtime === 'containers' ? 'containers' : 'processes'],
  runtimeReason: '',
  repeat: defaults.repeat ?? 1,
  variants: 'all',
  environment: {},
  root,
})
