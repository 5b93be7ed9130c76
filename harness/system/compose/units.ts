import type { Value } from './values.ts'

const unitsMs: Readonly<Record<string, number>> = {
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

/** `1m30s` in milliseconds. @throws UsageError */
export function milliseconds(value: Value): number {
  const text = value.text()
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|µs|ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    return value.refuse(`${text} is no duration: write 10s or 1m30s`)
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitsMs[unit!]!, 0)
}

/** `64m` or `1gb` in bytes. @throws UsageError */
export function bytes(value: Value): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(value.text()) ?? []
  if (amount === undefined) return value.refuse(`${value.text()} is no size: write 64m or 1gb`)
  return Math.round(Number(amount) * 1_024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' '))
}
