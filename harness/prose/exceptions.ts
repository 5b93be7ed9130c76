/** Words that `retext-simplify` would replace although they are usual here. */
export const termsOfTheField: readonly string[] = [
  // Networks, HTTP and programs have no other words for these.
  ...['address', 'attempt', 'function', 'interface', 'option', 'parameters', 'request', 'type'],
  // "Side effect", "takes effect": a choice is something else.
  'effect',
  // A journal contains lines, a limit contains work: "has" would be vague.
  'contains',
  // Short and usual; leaving them out makes most sentences longer.
  ...['all of', 'it is', 'there are', 'there is'],
]

/** One finding that stands, with the reason. */
export interface Exception {
  readonly page: string
  readonly rule: string
  /** A piece of the line that the finding is on. */
  readonly text: string
  readonly why: string
}

export const exceptions: readonly Exception[] = []
