/** A short word for what went wrong: the code of the operating system or of a database, else the beginning of the message. */
export function errorCode(error: unknown): string {
  const { code, message, errors } = error as {
    readonly code?: unknown
    readonly message?: string
    readonly errors?: readonly unknown[]
  }
  if (typeof code === 'string' && code !== '') return code
  // Every address of a name failed; the first one is as good as any.
  if (errors?.length) return errorCode(errors[0])
  return message?.split('\n')[0]?.slice(0, WORDS_MAX) || 'error'
}

/** Letters of a message that are kept. */
const WORDS_MAX = 80
