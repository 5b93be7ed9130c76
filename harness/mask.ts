/**
 * Secrets in what services print must not reach a page, a summary, or a terminal. Two kinds of pattern:
 * - forms that say by themselves what they are, as their issuers document them (the forms that secretlint and
 *   gitleaks look for as well);
 * - values that stand behind a name that says so (`TOKEN_SECRET=…`, `"password": "…"`), which linters of source
 *   files leave to others because they are too often placeholders there. In a log they are real.
 * Every pattern takes time in proportion to the text: what services print is nobody's to bound.
 */

const forms: readonly [RegExp, string][] = [
  // A private key, whole or cut off at its end.
  [
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)/g,
    '(private key)',
  ],
  // JSON Web Tokens: the base64url of `{"`.
  [/(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g, '(token)'],
  [/(?<!\w)(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?!\w)/g, '(AWS key)'],
  [/(?<!\w)(?:gh[oprsu]_\w{30,}|github_pat_\w{22,})/g, '(GitHub token)'],
  [/(?<!\w)glpat-[\w-]{20,}/g, '(GitLab token)'],
  [/(?<!\w)(?:xox[a-z]-|xapp-\d-)[\w-]{10,}/g, '(Slack token)'],
  [/hooks\.slack\.com\/(?:services|workflows)\/[\w/]+/g, 'hooks.slack.com/(hidden)'],
  [/(?<!\w)npm_[A-Za-z0-9]{36}/g, '(npm token)'],
  [/(?<!\w)(?:[rs]k_(?:live|test)_|whsec_)\w{16,}/g, '(Stripe key)'],
  [/(?<![\w-])(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/g, '(Google key)'],
  [/(?<![\w-])sk-[\w-]{20,}/g, '(API key)'],
  [/(?<!\w)SG\.[\w-]{22}\.[\w-]{43}/g, '(SendGrid key)'],
  [/(?<!\w)(?:fo1_|fm[12][ar]?_)[\w+/=,-]{20,}/g, '(Fly token)'],
]

/** Words at whose end a name says that its value is a secret. */
const secretWords = [
  'secret',
  'secret[_-]?key[_-]?base',
  'passwd',
  'password',
  'passphrase',
  'pwd',
  'token',
  'credentials?',
  '(?:api|access|account|auth|client|encryption|private|secret|shared|signing|master)[_-]?key',
].join('|')
const name = `(?<![\\w.-])([\\w.-]*(?:${secretWords})(?:[_-]?(?:value|\\d+))?)`
/** `=` and `:`, with the quotes of a name before it. Quotes may be escaped: JSON in JSON. */
const quote = '\\\\{0,8}["\']'
/** Values that are no secret under any name: switches, nothing, and what has been masked. */
const harmless = '(?!(?:true|false|null|undefined|none)(?![\\w-])|\\((?:hidden|token)\\)|\\\\)'

const named: readonly [RegExp, string][] = [
  // A quoted value, up to the same quote.
  [
    new RegExp(
      `${name}((?:${quote})?\\s{0,8}[:=]\\s{0,8})(\\\\{0,8}["'])(?!\\3)(?:(?!\\3)[\\s\\S])*(?:\\3|$)`,
      'gi',
    ),
    '$1$2$3(hidden)$3',
  ],
  [new RegExp(`${name}(=)${harmless}[^\\s&"'<>]+`, 'gi'), '$1$2(hidden)'],
  [new RegExp(`${name}(\\s=\\s)${harmless}[^\\s&"'<>]{6,}`, 'gi'), '$1$2(hidden)'],
  // YAML and prose look alike: `token: expired` is prose, what has a digit or is long is not.
  [new RegExp(`${name}(${quote}\\s{0,8}:\\s{0,8}|:)${harmless}[^\\s"'<>,}\\]]+`, 'gi'), '$1$2(hidden)'],
  [new RegExp(`${name}(:\\s)${harmless}(?=[^\\s]*\\d|[^\\s]{20})[^\\s"'<>,]{6,}`, 'gi'), '$1$2(hidden)'],
  // The password of a URL, up to its last @. A password may hold what should have been encoded.
  [/(?<![\w+.-])([a-z][\w+.-]{0,30}:\/\/[^\s/?#@:"'<>]*):(?!\(hidden\)@)[^\s/?#"'<>]+@/gi, '$1:(hidden)@'],
  [
    /(?<![\w-])((?:proxy-)?authorization(?:\\{0,8}["'])?\s{0,8}[:=]\s{0,8}(?:\\{0,8}["'])?(?:(?:bearer|basic|digest|negotiate|token|fly\w*)\s+)?)(?!\s|\(hidden\)|bearer\s|basic\s|digest\s|negotiate\s|token\s|fly\w*\s)[^\s"'<>\\]+/gi,
    '$1(hidden)',
  ],
  [/(?<![\w-])(bearer)\s+(?!\(hidden\)|tokens?(?![\w-])|auth)[^\s"'<>\\]+/gi, '$1 (hidden)'],
  [
    /(?<![\w-])((?:set-)?cookie(?:\\{0,8}["'])?\s{0,8}:\s{0,8}(?:\\{0,8}["'])?)(?!\s|\(hidden\))[^\r\n"']+/gi,
    '$1(hidden)',
  ],
]

/** The text without its secrets. */
export function mask(text: string): string {
  return [...forms, ...named].reduce(
    (masked, [pattern, instead]) => masked.replace(pattern, instead),
    withoutKeyTails(text),
  )
}

const keyEnd = /-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----/g
/** A line of a key is never shorter, but for its last one. */
const KEY_LINE_MIN = 16

/** Private keys whose beginning is not there, as in the last lines of a service: word by word back from their end. */
function withoutKeyTails(text: string): string {
  const parts = text.split(keyEnd)
  if (parts.length === 1) return text
  const ends = text.match(keyEnd)!
  return parts
    .map((part, index) => {
      if (index === ends.length) return part
      if (part.includes('PRIVATE KEY')) return part + ends[index]
      return `${part.slice(0, startOfKey(part))}(private key)`
    })
    .join('')
}

function startOfKey(text: string): number {
  const words = [...text.matchAll(/[^\s|]+/g)].reverse()
  let start = text.length
  for (const [index, word] of words.entries()) {
    if (!/^[\w+/=\\]+$/.test(word[0]) || (index > 0 && word[0].length < KEY_LINE_MIN)) break
    start = word.index
  }
  return start
}
