/** Prints one line of a bench. */
export type Print = (line: string) => void
