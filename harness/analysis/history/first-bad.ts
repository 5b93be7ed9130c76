/** What a scenario came to in one night; null: it did not run, or could not be told. */
export interface NightOutcome {
  readonly night: string
  readonly commit: string | null
  readonly held: boolean | null
}

export interface FirstBad {
  readonly bad: Pick<NightOutcome, 'night' | 'commit'>
  /** The last night before that held; absent where none did. */
  readonly good?: Pick<NightOutcome, 'night' | 'commit'>
}

/** Since when a scenario that does not hold has not held. undefined where the newest night that tells it held. @param nights oldest first */
export function firstBad(nights: readonly NightOutcome[]): FirstBad | undefined {
  const told = nights.filter(({ held }) => held !== null)
  if (told.at(-1)?.held !== false) return undefined
  const good = told.findLastIndex(({ held }) => held)
  const place = ({ night, commit }: NightOutcome) => ({ night, commit })
  return {
    bad: place(told[good + 1]!),
    ...(good >= 0 && { good: place(told[good]!) }),
  }
}
