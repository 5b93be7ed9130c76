import { globSync } from 'node:fs'
import { MissingPartError, messageOf } from '../../errors.ts'
import { installLine } from '../processes/program.ts'

/** Where Debian, Fedora, Arch and a build from source put it; the first one is for programs of several threads. */
const places = [
  '/usr/lib/*/faketime/libfaketimeMT.so.1',
  '/usr/lib{,64}/faketime/libfaketimeMT.so.1',
  '/usr/local/lib/faketime/libfaketimeMT.so.1',
]

/**
 * Path of libfaketime on this machine.
 * @throws MissingPartError with the one command that installs it
 */
export function faketimeLibrary(): string {
  if (process.platform !== 'linux')
    throw new MissingPartError(
      `clocks of programs can be set by libfaketime on Linux only; this is ${process.platform}`,
    )
  const found = places.flatMap((place) => globSync(place))[0]
  if (found === undefined)
    throw new MissingPartError(
      `libfaketime, by which clocks of programs are set, is not installed: ${installLine('faketime')}`,
    )
  return found
}

/** Why clocks of programs cannot be set here; undefined where they can. */
export async function faketimeMissing(): Promise<string | undefined> {
  try {
    faketimeLibrary()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
