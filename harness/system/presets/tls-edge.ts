import { programs } from '../../../docker/images.ts'
import { HarnessError } from '../../errors.ts'
import type { Question } from '../../runtime/answering.ts'
import { authorityPath, presentedFile } from '../../runtime/certificates/files.ts'
import { GOOD } from '../../runtime/certificates/flaws.ts'
import type { Preset } from '../definition.ts'

/** What a TLS edge is put before. */
export interface TlsEdgeOptions {
  /** The service that it passes on to, decrypted. */
  readonly to: string
  /** Host names by which clients reach it, beside its addresses. */
  readonly names?: readonly string[]
}

/** A ClientHello of no length, which every TLS server refuses by an alert before it presents a certificate. */
const emptyHello: Question = {
  protocol: 'TLS',
  send: Uint8Array.of(0x16, 3, 1, 0, 4, 1, 0, 0, 0),
  judge: (answer) => (answer.length > 0 ? answer[0] === ALERT : undefined),
}

/** Content type of a TLS record (RFC 8446, section 5.1). */
const ALERT = 0x15

/**
 * Ends TLS before a service that does not speak it, with a certificate of the run, and passes on what clients send, byte by byte. `{name.url}` is `https://host:port`, and
 * `{name.ca}` the path of the certificate that a client has to trust: `env: { API: '{edge.url}', NODE_EXTRA_CA_CERTS: '{edge.ca}' }`. The fault
 * `badCertificate` is aimed at it.
 */
export const tlsEdge = ({ to, names = [] }: TlsEdgeOptions): Preset => ({
  preset: 'tls-edge',
  url: ({ host, port }) => `https://${host}:${port}`,
  values: { ca: authorityPath },
  texts: { upstream: `{${to}}` },
  certified: names,
  question: emptyHello,
  spec: ({ name, address: { host, port }, certificates, fill }) => {
    if (!certificates) throw new HarnessError(`${name} has no certificates`)
    return {
      program: programs.tlsEdge,
      env: {
        HOST: host,
        PORT: String(port),
        UPSTREAM: fill('upstream'),
        CERTIFICATES: JSON.stringify(certificates),
        PRESENTED: `{files}/${presentedFile}`,
      },
      files: { [presentedFile]: GOOD },
    }
  },
})
