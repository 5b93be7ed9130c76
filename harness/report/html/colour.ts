const SAFE = /^(#[0-9a-f]{3,8}|[a-z]{3,30}|(rgb|hsl)a?\([\d\s.,%/deg]+\))$/i
const FALLBACK = '#888888'

/** A colour of a journal, if it is nothing but a colour: it ends up in attributes. */
export function safeColour(colour: string): string {
  return SAFE.test(colour) ? colour : FALLBACK
}
