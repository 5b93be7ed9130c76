import { messageOf } from '../errors.ts'
import { type HostPort, isNoHost, parseAddress } from './address.ts'
import { badBody } from './api/api-error.ts'

/** @throws ApiError 400 where no client could ever be connected to it */
export function checkUpstream(text: string): void {
  const { host, port } = upstreamOf(text)
  if (port === 0) throw badUpstream(text, 'it has no port')
  if (isNoHost(host)) throw badUpstream(text, 'no such host')
}

function upstreamOf(text: string): HostPort {
  try {
    return parseAddress(text)
  } catch (error) {
    throw badUpstream(text, messageOf(error))
  }
}

const badUpstream = (text: string, why: string) =>
  badBody(`upstream must be host:port, got ${JSON.stringify(text)}: ${why}`)
