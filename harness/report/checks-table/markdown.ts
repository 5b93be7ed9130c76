import type { CheckRow } from './rows.ts'

/** `docs/checks.md`: a table over the catalogue, and the lists of what is weak or not proven. */
export function checksMarkdown(rows: readonly CheckRow[]): string {
  const weak = rows.filter((row) => row.weak.length > 0)
  const unproven = rows.filter((row) => row.provenBy.length === 0)
  return `${[
    '# What each check notices, and what proves it',
    '',
    'Made by `npm run checks-table -- RUN …` from runs of the whole catalogue; `gameday list --checks --json` gives the same.',
    '',
    '- **notices**: the smallest value that would have been called `failed`, as a factor of the limit in the design. 1.4 means:',
    '  a system that takes 1.4 times as long as it may is found out. The median over all executions of these runs. `–`: the limit leaves no',
    '  room for a share (none at all, exactly so many), so the next value is noticed.',
    '- **proven by**: broken variants that failed this check. With a scenario before it: a sibling that holds the same metric in the same way.',
    '- **weak**: a timing check that notices less than 1.5 times its limit in production, or 3 times compressed, where the work that no',
    '  profile makes shorter weighs ten times as much. A weak check alone never makes a scenario green.',
    '',
    `${rows.length} checks; ${rows.length - unproven.length} proven, ${unproven.length} not; ${weak.length} weak in some profile.`,
    '',
    '| scenario | check | notices in production | compressed | proven by |',
    '| --- | --- | ---: | ---: | --- |',
    ...rows.map(line),
    '',
    '## Weak checks',
    '',
    ...(weak.length === 0
      ? ['None.']
      : weak.map(({ scenario, check, weak: where, notices }) => {
          const factors = where.map((profile) => `${notices[profile]} in ${profile}`).join(', ')
          return `- \`${scenario}\` ${check}: ${factors}. The work in its limit, measured in the execution, is long beside the limit itself.`
        })),
    '',
    '## Checks that no broken variant fails',
    '',
    ...(unproven.length === 0
      ? ['None.']
      : unproven.map(({ scenario, check }) => `- \`${scenario}\` ${check}`)),
  ].join('\n')}\n`
}

const line = ({ scenario, check, notices, weak, provenBy }: CheckRow) =>
  `| \`${scenario}\` | ${check.replaceAll('|', '\\|')} | ${factor(notices.production, weak.includes('production'))} | ${factor(notices.compressed, weak.includes('compressed'))} | ${proofs(provenBy)} |`

const factor = (value: number | null, weak: boolean) =>
  value === null ? '–' : `${Number(value.toFixed(2))}${weak ? ' (weak)' : ''}`

const PROOFS_SHOWN = 3

function proofs(provenBy: readonly string[]): string {
  const shown = provenBy.slice(0, PROOFS_SHOWN).map((name) => `\`${name}\``)
  return [shown.join(', '), provenBy.length > PROOFS_SHOWN && `and ${provenBy.length - PROOFS_SHOWN} more`]
    .filter(Boolean)
    .join(' ')
}
