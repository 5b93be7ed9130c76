/** A word or phrase that readers stumbled over, and the one that is used in its place. */
export interface OldWord {
  /** Without regard to case, and only as whole words. */
  readonly old: RegExp
  readonly use: string
}

/** The field's own terms in place of earlier ones, and usual words in place of invented ones. Code in backticks is not looked at. */
export const oldWords: readonly OldWord[] = [
  { old: /known-bad/, use: 'broken variant' },
  { old: /(?:fixed|bad|good|broken|other|all|of its|its) forms?(?! of)/, use: 'current version, or variant' },
  { old: /forms (?:that must|which must)/, use: 'variants that must' },
  { old: /(?:cannot|could not|can no longer) be told|cannot tell|could not tell/, use: 'is inconclusive' },
  { old: /verdict is unknown|verdicts? unknown|is unknown, not failed/, use: 'inconclusive' },
  {
    old: /not caught|(?:was|is|were|are|and|forms?|mutants?|variants?) caught|lost catch(?:es)?/,
    use: 'detected, or missed',
  },
  { old: /system time/, use: 'scenario time' },
  { old: /resolution of \d[\d.,]* ?m?s|with a resolution/, use: 'uncertainty' },
  { old: /figures?/, use: 'metric, value, or measurement' },
  { old: /provoked/, use: 'precondition' },
  { old: /which only scatter|scatters?/, use: 'within noise' },
  { old: /whatever/, use: 'any, even if, or whether … or not' },
  { old: /whoever/, use: 'anyone who, or who' },
  { old: /stirs?/, use: 'activity' },
  { old: /beside its like/, use: 'exclusive' },
  { old: /of a user's own|of one's own/, use: "your own, or a user's" },
  { old: /(?:is|are|was|were) at it/, use: 'is under way' },
  { old: /goes without saying|it should be noted|needless to say/, use: 'nothing: leave it out' },
  { old: /leave .{1,20} away/, use: 'leave out' },
  { old: /for ever/, use: 'forever' },
  { old: /anew/, use: 'again' },
  { old: /thereby|therein|thereof|hereby|whereupon|upon which/, use: 'a shorter sentence' },
]
