import type { NewProxy, ProxyUpdate } from '../proxy-collection.ts'
import { missingField } from './api-error.ts'
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
  return { name, listen, upstream, enabled }
}

/** What a request to update a proxy changes; absent fields stay as they are, and so does the name, whatever it is. @throws ApiError 400 */
export function readProxyUpdate(fields: Fields): ProxyUpdate {
  textField(fields, 'name', '')
  const update: { listen?: string; upstream?: string; enabled?: boolean } = {}
  if (fields.listen != null) update.listen = textField(fields, 'listen', '')
  if (fields.upstream != null) update.upstream = textField(fields, 'upstream', '')
  if (fields.enabled != null) update.enabled = flagField(fields, 'enabled', true)
  return update
}
