import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRetext from 'remark-retext'
import retextEnglish from 'retext-english'
import retextIndefiniteArticle from 'retext-indefinite-article'
import retextRepeatedWords from 'retext-repeated-words'
import retextSimplify from 'retext-simplify'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { termsOfTheField } from './exceptions.ts'
import { withoutOldWords } from './old-words.ts'
import { sentenceLength } from './sentences.ts'

/** Something that a page says in a way that a stranger stumbles over. */
export interface Finding {
  readonly page: string
  readonly line: number
  readonly column: number
  readonly rule: string
  readonly message: string
  /** The line of the page, by which an exception names it. */
  readonly text: string
}

const english = unified()
  .use(retextEnglish)
  .use({
    plugins: [
      sentenceLength,
      [retextSimplify, { ignore: [...termsOfTheField] }],
      retextRepeatedWords,
      retextIndefiniteArticle,
    ],
  })

const markdown = unified().use(remarkParse).use(remarkGfm).use(withoutOldWords).use(remarkRetext, english)

/** What is to be said against the English of a page of Markdown, in the order of its lines. */
export async function lint(page: string, text: string): Promise<Finding[]> {
  const file = new VFile({ path: page, value: text })
  await markdown.run(markdown.parse(file), file)
  const lines = text.split('\n')
  return file.messages
    .map(({ line = 1, column = 1, source, ruleId, reason }) => ({
      page,
      line,
      column,
      rule: source === 'gameday' ? String(ruleId) : String(source),
      message: reason,
      text: lines[line - 1] ?? '',
    }))
    .sort((one, other) => one.line - other.line || one.column - other.column)
}
