/** JSON of a file that a person may have saved: some editors put a byte order mark before it, which is no JSON. */
export function parseJson(text: string): unknown {
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
}
