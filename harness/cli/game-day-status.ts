import { formatMs } from '../duration.ts'
import type { GameDayStatus } from '../game-day/status.ts'
import { onStdout } from './colour.ts'

/** What `gameday status` prints. */
export function statusText({
  about,
  ms,
  stage,
  services,
  faults,
  guard,
  viewers,
  addresses,
}: GameDayStatus): string {
  const { name, variant, runtime, profile } = about
  const lines = [
    `${onStdout.bold(name)}${variant === 'current' ? '' : `, variant ${variant}`} on ${runtime}, ${profile} profile: ${stage}, for ${formatMs(ms)}, ${viewers} ${viewers === 1 ? 'viewer' : 'viewers'}`,
    ...services.map(
      (one) =>
        `  ${stateSign(one.state)} ${one.name}: ${one.state}${one.incarnation > 1 ? `, start ${one.incarnation}` : ''}`,
    ),
    ...(faults.length === 0 ? ['no fault is open'] : ['open faults:']),
    ...faults.map(
      ({ id, target, state, detail, by, from, due }) =>
        `  ${onStdout.red(id)} on ${target}, by ${by || 'the harness'}, for ${formatMs(ms - from)}: ${state === 'requested' ? 'not seen to act yet' : detail}${due === undefined ? '' : `; healed in ${formatMs(Math.max(0, due - ms))}`}`,
    ),
    ...guard.map(
      (one) =>
        `guard: ${one.name}: ${one.value ?? one.reason ?? '–'}, limit ${one.op} ${one.limit} ${one.unit}${one.tripped ? ', passed' : ''}`,
    ),
    ...(addresses ? [`page: ${addresses.facilitator}`, `  for observers: ${addresses.observer}`] : []),
  ]
  return lines.join('\n')
}

const stateSign = (state: string) => (state === 'running' ? onStdout.green('●') : onStdout.red('○'))
