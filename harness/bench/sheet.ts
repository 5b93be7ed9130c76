/** One measured value, beside what it should be. */
export interface Measured {
  readonly what: string
  /** As in `≤ 5 s`; absent where nothing is aimed at. */
  readonly aim?: string
  readonly value: string
}

/** What a bench says, on the terminal and as the tables of docs/performance.md. */
export class Sheet {
  readonly #print: (line: string) => void
  readonly #measured: Measured[] = []
  readonly #tables: string[] = []

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** For the terminal only. */
  line(text: string): void {
    this.#print(text)
  }

  measured(one: Measured): void {
    this.#measured.push(one)
    this.#print(`${one.what}: ${one.value}${one.aim === undefined ? '' : ` (aim ${one.aim})`}`)
  }

  /** @param rows the first of them is the head */
  table(rows: readonly (readonly string[])[]): void {
    const widths = rows[0]!.map((_, column) => Math.max(0, ...rows.map((row) => row[column]!.length)))
    for (const row of rows)
      this.#print(
        row
          .map((text, i) => text.padEnd(widths[i]!))
          .join('  ')
          .trimEnd(),
      )
    this.#tables.push(markdownTable(rows))
  }

  /** Its values and tables; empty where it measured nothing. */
  markdown(): string {
    const rows = this.#measured.map(({ what, aim = '–', value }) => [what, aim, value])
    const own = rows.length > 0 ? [markdownTable([['', 'aim', 'measured'], ...rows])] : []
    return [...own, ...this.#tables].join('\n\n')
  }
}

function markdownTable([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head!), line(head!.map(() => '---')), ...rows.map(line)].join('\n')
}
