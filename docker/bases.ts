/** Images that ours are built from. Pinned here, overridable by environment. */
export const bases = {
  node: { variable: 'GAMEDAY_BASE_NODE', image: 'node:24-bookworm-slim' },
  redis: { variable: 'GAMEDAY_BASE_REDIS', image: 'redis:7-bookworm' },
  nginx: { variable: 'GAMEDAY_BASE_NGINX', image: 'nginx:1.26-bookworm' },
  caddy: { variable: 'GAMEDAY_BASE_CADDY', image: 'caddy:2.6.2' },
  postgres: {
    variable: 'GAMEDAY_BASE_POSTGRES',
    image: 'postgres:15-bookworm',
    debian: ['postgresql-15', 'postgresql-client-15'],
  },
  mariadb: {
    variable: 'GAMEDAY_BASE_MARIADB',
    image: 'mariadb:10.11',
    debian: ['mariadb-server'],
  },
  rabbitmq: {
    variable: 'GAMEDAY_BASE_RABBITMQ',
    image: 'rabbitmq:3.13',
    debian: ['rabbitmq-server'],
  },
} as const satisfies Record<string, BaseSpec>

interface BaseSpec {
  readonly variable: string
  readonly image: string
  /** Only some systems need it: fetched when one does, and made out of these packages by itself. */
  readonly debian?: readonly string[]
}

export type BaseName = keyof typeof bases

/** Whether every run needs it, or only a system that has such a service. */
export const isOptional = (name: BaseName): boolean => 'debian' in bases[name]

/** Packages of a stand-in of its own; none for a base whose parts are in the common stand-in. */
export const ownPackages = (name: BaseName): readonly string[] => {
  const base: BaseSpec = bases[name]
  return base.debian ?? []
}

/** Repository of the stand-ins that `--from-debian` makes: a common one has the parts of every base that each run needs. */
export const standInOf = (name: BaseName): string =>
  isOptional(name) ? `gameday/base-${name}` : 'gameday/base'

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
  const standIn = tags.find((tag) => tag.startsWith(`${standInOf(name)}:`))
  if (standIn) return { image: standIn, present: true, from: `${standIn}, made here from Debian packages` }
  return { image, present: false, from: `${image}, to be pulled` }
}
