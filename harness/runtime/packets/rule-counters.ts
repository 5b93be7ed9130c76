import { z } from 'zod'

/** Packets and bytes by the comment of the rules that counted them. */
export type Counted = Readonly<Record<string, Count>>

export interface Count {
  readonly packets: number
  readonly bytes: number
}

const counter = z.object({ packets: z.number(), bytes: z.number() })

const listing = z.object({
  nftables: z.array(
    z.object({
      rule: z
        .object({
          comment: z.string().optional(),
          expr: z.array(z.record(z.string(), z.unknown())),
        })
        .optional(),
    }),
  ),
})

/** What `nft --json list table` says of the rules that have a comment; those of one comment are added up. */
export function countersIn(json: string): Counted {
  const found: Record<string, Count> = {}
  for (const { rule } of listing.parse(JSON.parse(json)).nftables) {
    if (rule?.comment === undefined) continue
    const counts = rule.expr.flatMap((one) => counter.safeParse(one.counter).data ?? [])
    found[rule.comment] = sum([found[rule.comment], ...counts])
  }
  return found
}

export const sum = (counts: readonly (Count | undefined)[]): Count => ({
  packets: counts.reduce((total, one) => total + (one?.packets ?? 0), 0),
  bytes: counts.reduce((total, one) => total + (one?.bytes ?? 0), 0),
})
