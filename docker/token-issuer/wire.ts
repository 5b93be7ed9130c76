/** Body of `POST /token`. */
export interface MintRequest {
  /** `sub`. */
  readonly subject?: string
  /** Further claims; `iss`, `sub`, `aud`, `iat` and `exp` have their own fields. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly issuer?: string
  readonly audience?: string | string[]
  /** Seconds from now, or a time span such as `2h`; negative for a token that has expired. Default: a day. */
  readonly expiresIn?: number | string
}

/** Answer of `POST /token`. */
export interface Minted {
  readonly token: string
  /** Of the key in `/.well-known/jwks.json` that verifies it. */
  readonly kid: string
}

export const jwksPath = '/.well-known/jwks.json'
