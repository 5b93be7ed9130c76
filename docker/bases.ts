/** Images that ours are built from. Pinned here, overridable by environment. */
export const bases = {
  node: { variable: 'GAMEDAY_BASE_NODE', image: 'node:24-bookworm-slim' },
  redis: { variable: 'GAMEDAY_BASE_REDIS', image: 'redis:7-bookworm' },
  nginx: { variable: 'GAMEDAY_BASE_NGINX', image: 'nginx:1.26-bookworm' },
} as const

export type BaseName = keyof typeof bases

/** Repository of the stand-ins that `--from-debian` makes; one image has the parts of every base. */
export const STAND_IN = 'gameday/base'

export interface Base {
  readonly image: string
  /** True when the engine has it already. */
  readonly present: boolean
  /** Where it comes from, for a line of output. */
  readonly from: string
}

/**
 * The image that plays `name`: the environment's, else the default when the engine has it, else the newest local
 * stand-in, else the default, which then has to be pulled.
 * @param tags local tags, newest first
 */
export function chooseBase(name: BaseName, tags: readonly string[]): Base {
  const { variable, image } = bases[name]
  const wished = process.env[variable]
  if (wished) return { image: wished, present: tags.includes(wished), from: `${wished} (${variable})` }
  if (tags.includes(image)) return { image, present: true, from: image }
  const standIn = tags.find((tag) => tag.startsWith(`${STAND_IN}:`))
  if (standIn) return { image: standIn, present: true, from: `${standIn}, made here from Debian packages` }
  return { image, present: false, from: `${image}, to be pulled` }
}
