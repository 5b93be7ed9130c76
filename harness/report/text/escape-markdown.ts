import { plainText } from '../../plain-text.ts'

/** A space without width: what it parts is no mention, no reference and no address any more. */
const PART = '&#8203;'

/**
 * Text of a journal as plain words in Markdown, on one line. GitHub makes mentions, references and links of the
 * finished text, after a backslash has done its work, so those are parted as well.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|>#~@$]/g, (character) => `\\${character}`)
    .replace(/[@#](?=\w)/g, (sign) => `${sign}${PART}`)
    .replace(/\b(GH-)(?=\d)/gi, `$1${PART}`)
    .replace(/\b(https?|ftp|mailto|xmpp):/gi, `$1${PART}:`)
    .replace(/\b(www)\./gi, `$1${PART}.`)
}
