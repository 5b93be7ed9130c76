import { type Certificates, openAuthority } from '../runtime/certificates/authority.ts'
import { authorityFile } from '../runtime/certificates/files.ts'
import type { Address, ServiceSpec } from '../runtime/runtime.ts'
import { isPreset, type SystemDefinition } from './definition.ts'

/** Certificates of services, by their names, and what those need who trust them. */
export interface Certified {
  readonly certificates: ReadonlyMap<string, Certificates>
  /** A service with the authority's certificate among its files, where it mentions that in its texts. */
  trusting(spec: ServiceSpec, texts: unknown): ServiceSpec
}

/**
 * Makes certificates for the services that are given some, signed by an authority of their own.
 * @param reached services with each address at which they are reached
 */
export async function certifyAll(
  { services }: Pick<SystemDefinition, 'services'>,
  reached: readonly (readonly [service: string, Address])[],
): Promise<Certified> {
  const asked = Object.entries(services).flatMap(([name, one]) =>
    isPreset(one) && one.certified ? [{ name, hosts: one.certified }] : [],
  )
  if (asked.length === 0) return { certificates: new Map(), trusting: (spec) => spec }
  const authority = await openAuthority()
  const all = asked.map(async ({ name, hosts }) => {
    const addresses = reached.filter(([service]) => service === name).map(([, { host }]) => host)
    return [name, await authority.certify([...new Set([...hosts, ...addresses])])] as const
  })
  const mentions = asked.map(({ name }) => `{${name}.ca}`)
  return {
    certificates: new Map(await Promise.all(all)),
    trusting: (spec, texts) => {
      const text = JSON.stringify(texts)
      if (!mentions.some((mention) => text.includes(mention))) return spec
      return { ...spec, files: { ...spec.files, [authorityFile]: authority.pem } }
    },
  }
}
