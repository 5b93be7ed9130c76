import { UsageError } from '../errors.ts'
import type { Preset } from './definition.ts'

/** Who may log in to what. */
interface Login {
  readonly database: string
  readonly user: string
  /** Empty: none is asked for. */
  readonly password: string
}

/**
 * What presets of SQL servers have in common: how they are mentioned.
 * @param scheme of the URL
 * @param nameMax longest name that the server takes
 * @throws UsageError for a name that would have to be quoted
 */
export function sqlServer(
  preset: string,
  scheme: string,
  nameMax: number,
  { database, user, password }: Login,
): Pick<Preset, 'preset' | 'url' | 'values'> {
  for (const [what, name] of Object.entries({ database, user }))
    if (!/^[a-z_][a-z0-9_]*$/.test(name) || name.length > nameMax)
      throw new UsageError(
        `${preset}({ ${what}: ${JSON.stringify(name)} }): begin it with a small letter; small letters, digits and _ may follow`,
      )
  const login = password === '' ? user : `${user}:${encodeURIComponent(password)}`
  return {
    preset,
    url: ({ host, port }) => `${scheme}://${login}@${host}:${port}/${database}`,
    values: { user, password, database },
  }
}
