import { userInfo } from 'node:os'

/** Who sits at this terminal, for the record; a user without an entry in the password file has only a number. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? '?'}`
  }
}
