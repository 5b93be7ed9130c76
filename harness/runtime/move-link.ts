import type { Proxy as LinkProxyApi, Toxiproxy } from 'toxiproxy-node-client'

/** What becomes of the address that a link has left. */
export interface Left {
  /** Until now whoever dialled the old address was reset; from now on nobody listens there. @returns how many were */
  leave(): Promise<number>
}

/** The discard port (RFC 863), where nobody listens. Nobody comes so far: a connection is reset as soon as it was accepted. */
const NOWHERE = '127.0.0.1:9'

/**
 * Has a link's proxy listen at another address. Another proxy of the same server then resets whoever dials the old address.
 * @param affected reads how many connections the toxic of a proxy has reset, by the proxy's name
 */
export async function moveLink({
  client,
  proxy,
  from,
  to,
  affected,
}: {
  readonly client: Toxiproxy
  readonly proxy: LinkProxyApi
  readonly from: string
  readonly to: string
  readonly affected: (proxy: string) => Promise<number>
}): Promise<Left> {
  const name = `${proxy.name}~old`
  // All that takes time comes before: nobody is to find the old address without anyone at it.
  const left = await client.createProxy({
    name,
    listen: from,
    upstream: NOWHERE,
    enabled: false,
  })
  await left.addToxic({
    name: 'reset',
    type: 'reset_peer',
    stream: 'downstream',
    toxicity: 1,
    attributes: { timeout: 0 },
  })
  await proxy.update({ enabled: true, listen: to, upstream: proxy.upstream })
  await left.update({ enabled: true, listen: left.listen, upstream: NOWHERE })
  return {
    leave: async () => {
      const dials = await affected(name)
      await left.remove()
      return dials
    },
  }
}
