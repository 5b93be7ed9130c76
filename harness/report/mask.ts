/** JSON web tokens, and values of parameters and headers that carry one. */
const secrets: readonly [RegExp, string][] = [
  [/eyJ[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,2}/g, '(token)'],
  [/\b((?:access_)?token|secret|password)=[^\s&"'<>]+/gi, '$1=(hidden)'],
  [/\b(authorization:\s*(?:bearer|basic)|bearer)\s+[^\s"'<>]+/gi, '$1 (hidden)'],
]

/** The text without its secrets. */
export function mask(text: string): string {
  return secrets.reduce((masked, [pattern, instead]) => masked.replace(pattern, instead), text)
}
