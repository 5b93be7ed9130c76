import { ConfigError, type Env, parseCommon, required } from '../env.ts'

/** Private key and certificate, PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** Where it listens, where it passes on to, what it may present, and the file that says which of it. */
export function parseTlsEdgeConfig(env: Env) {
  const { host, port } = parseCommon(env)
  const upstream = required(env, 'UPSTREAM', /^[^:]+:\d+$/, 'an address such as 127.0.0.1:8080')
  const [farHost, farPort] = upstream.split(':') as [string, string]
  return {
    host,
    port,
    upstream: { host: farHost, port: Number(farPort) },
    certificates: parseCertificates(required(env, 'CERTIFICATES', /^\{/, 'key pairs by name, as JSON')),
    /** Holds the name of the certificate that new connections are given. */
    presentedFile: required(env, 'PRESENTED', /./, 'the path of a file'),
  }
}

function parseCertificates(text: string): Readonly<Record<string, KeyPair>> {
  try {
    return JSON.parse(text)
  } catch {
    // The text holds private keys: not even a part of it is shown.
    throw new ConfigError('CERTIFICATES is no JSON: give it key pairs by name')
  }
}
