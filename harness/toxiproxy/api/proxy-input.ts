import { parseAddress } from '../address.ts'
import type { NewProxy, ProxyUpdate } from '../proxy-collection.ts'
import { badBody, missingField } from './api-error.ts'
import { type Fields, flagField, textField } from './fields.ts'

/**
 * What a request to create a proxy asks for.
 * @param where said after a missing field's name, to find it in a list of proxies
 * @throws ApiError 400
 */
export function readNewProxy(fields: Fields, where = ''): NewProxy {
  const name = textField(fields, 'name', '')
  const listen = textField(fields, 'listen', '')
  const upstream = textField(fields, 'upstream', '')
  const enabled = flagField(fields, 'enabled', true)
  if (name === '') throw missingField(`name${where}`)
  if (upstream === '') throw missingField(`upstream${where}`)
  checkUpstream(upstream)
  return { name, listen, upstream, enabled }
}

/** What a request to update a proxy changes; absent fields stay as they are. @throws ApiError 400 */
export function readProxyUpdate(fields: Fields): ProxyUpdate {
  const update: { listen?: string; upstream?: string; enabled?: boolean } = {}
  if (fields.listen != null) update.listen = textField(fields, 'listen', '')
  if (fields.upstream != null) update.upstream = textField(fields, 'upstream', '')
  if (fields.enabled != null) update.enabled = flagField(fields, 'enabled', true)
  if (update.upstream !== undefined) checkUpstream(update.upstream)
  return update
}

function checkUpstream(text: string): void {
  const upstream = parseAddress(text)
  if (!upstream || upstream.host === '' || upstream.port === 0)
    throw badBody(`upstream must be host:port, got ${JSON.stringify(text)}`)
}
