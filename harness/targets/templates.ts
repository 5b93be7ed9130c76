/** Texts with names in braces, as in `{redis.url}`, which are filled in where a service is started. */
import { UsageError } from '../errors.ts'

/** Names that a template may use, as in `{redis.url}`, and what they stand for. */
export type Values = Readonly<Record<string, string>>

const names = /\{([A-Za-z][\w.-]*)\}/g

/** The names that a template uses. */
export const namesIn = (template: string): string[] => [...template.matchAll(names)].map(([, name]) => name!)

/**
 * Fills in `{name}`. Braces around anything that is no name, as in JSON, stay as they are.
 * @param where path of the template in the configuration, for the error
 * @throws UsageError for a name that is not there
 */
export function fill(template: string, values: Values, where: string): string {
  return template.replaceAll(names, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined)
      throw new UsageError(`${where}: {${name}} is unknown; there are ${Object.keys(values).join(', ')}`)
    return value
  })
}

/** Fills in `{name}` in a path with its query, each value written so that it stays one part of it. @throws UsageError as `fill` */
export function fillPath(template: string, values: Values, where: string): string {
  const [path = '', ...query] = template.split(/(?=\?)/)
  const inPath = mapValues(values, (value) =>
    encodeURIComponent(value).replaceAll(legalInPath, decodeURIComponent),
  )
  return fill(path, inPath, where) + fill(query.join(''), mapValues(values, encodeURIComponent), where)
}

/** What `encodeURIComponent` writes otherwise and a part of a path may hold as it is (RFC 3986, pchar): `org:machine`. */
const legalInPath = /%(?:3A|40|24|26|2B|2C|3B|3D)/g

const mapValues = (values: Values, map: (value: string) => string): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))

/** Fills in the names that are there; any other brace stays as it is. */
export const fillKnown = (template: string, values: Values): string =>
  template.replaceAll(names, (text, name: string) => (Object.hasOwn(values, name) ? values[name]! : text))

/** Fills in `{name}` in each of these texts. @throws UsageError as `fill`, with the text's own name behind `where` */
export const fillAll = (templates: Values, values: Values, where: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(templates).map(([name, text]) => [name, fill(text, values, `${where}.${name}`)]),
  )

/** Whether any of these texts names a dependency, which then needs a link to it. */
export function callsFor(name: string, texts: unknown): boolean {
  const all = JSON.stringify(texts)
  return all.includes(`{${name}}`) || all.includes(`{${name}.`)
}

/** The names under which a service's own address is known. */
export const ownAddressValues = ({ host, port }: { readonly host: string; readonly port: number }) => ({
  host,
  port: String(port),
  address: `${host}:${port}`,
})

/** The names under which an address is known: `redis.host`, `redis.port`, `redis` (both), `redis.url`. */
export function addressValues(
  name: string,
  { host, port }: { readonly host: string; readonly port: number },
  scheme = 'http',
): Values {
  return {
    [name]: `${host}:${port}`,
    [`${name}.host`]: host,
    [`${name}.port`]: String(port),
    [`${name}.url`]: `${scheme}://${host}:${port}`,
  }
}
