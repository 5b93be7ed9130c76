import type { StepDefinition } from './definition.ts'

interface StepFound {
  readonly key: string
  readonly client?: string
  readonly value?: string
  readonly group?: string
}

/** What a line says of a step; undefined where it says nothing of it. */
export function stepIn(line: string, { match }: StepDefinition): StepFound | undefined {
  const { key, client, value, group } = match.exec(line)?.groups ?? {}
  if (key === undefined) return undefined
  return {
    key,
    ...(client !== undefined && { client }),
    ...(value !== undefined && { value }),
    ...(group !== undefined && { group }),
  }
}
