import type { HookRelayConfig } from './config.ts'

/** Known-bad, but for `by-kind`: every refusal is taken for the same, whatever it says. */
export function misread(status: number, form: HookRelayConfig['options']['statuses'] = 'by-kind'): number {
  if (form === 'by-kind' || status < 400) return status
  return form === 'none-again' ? 410 : 500
}
