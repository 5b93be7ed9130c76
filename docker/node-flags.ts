/**
 * Flags of every Node program that we start. Certificates are taken from OpenSSL when they are first needed, which is never: those that
 * speak TLS are told whom to trust. By default Node reads its own ones as soon as something loads `node:tls`, as clients of WebSockets, Redis and HTTP
 * do: 20 to 30 ms of CPU at each start (a relay up to its configuration: 149 ms without the flag, 120 with it).
 */
export const nodeFlags = ['--use-openssl-ca'] as const
