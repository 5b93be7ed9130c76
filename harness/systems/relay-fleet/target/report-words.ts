import { didYouMean } from '../../../definitions.ts'
import { fields, hostKinds, kinds } from './event-words.ts'

/** Words that are not for a target to report, and what to do instead. */
const notToReport: Readonly<Record<string, string>> = {
  held: 'is reported by nobody: give probe.slowPath, the path of a request that a host answers after {ms} ms',
  tcp: 'is reported by the hosts of this repository only',
}

/** What is wrong with a word of `reports`: an event, or an event and a field as in `closed.code`; undefined for one that is right. */
export function wrongWord(word: string): string | undefined {
  if (Object.hasOwn(notToReport, word)) return `'${word}' ${notToReport[word]}`
  const [kind = '', field, ...more] = word.split('.')
  const rest = field === undefined ? '' : `.${field}`
  if (!(kinds as readonly string[]).includes(kind)) {
    const meant = didYouMean(kind, kinds, (one) => `'${one}${rest}'`)
    return `'${kind}' is no event${meant || `: there are ${hostKinds.join(', ')}`}`
  }
  if (field === undefined) return undefined
  if (more.length === 0 && (fields as readonly string[]).includes(field)) return undefined
  const meant = didYouMean(field, fields, (one) => `'${kind}.${one}'`)
  return `'${[field, ...more].join('.')}' is no field of an event${meant || `: there are ${fields.join(', ')}`}`
}
