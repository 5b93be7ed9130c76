/** A value of the environment. Ends the process with exit code 2 when it is missing or does not fit. */
export function setting(name: string, pattern = /./): string {
  const value = process.env[name] ?? ''
  if (pattern.test(value)) return value
  process.stderr.write(`${name} is ${value === '' ? 'not set' : 'malformed'}\n`)
  process.exit(2)
}
