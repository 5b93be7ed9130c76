import { describe, expect, it } from 'vitest'
import { containerOptions } from './container-options.ts'
import type { ContainerPlan } from './container-plan.ts'

const plan: ContainerPlan = {
  image: 'shop:1',
  name: 'gameday-1-api',
  service: 'api',
  argv: ['node', 'api.mjs'],
  env: { GREETING: 'a=b' },
  labels: { 'gameday.run': 'r1' },
  network: { name: 'net', host: '10.200.0.10', published: [] },
  descriptorLimit: 321,
  files: {},
}

describe('what the engine is asked for', () => {
  it('is an init with a fixed address, limits and a mark', () => {
    expect(containerOptions(plan)).toMatchObject({
      Image: 'shop:1',
      Hostname: 'api',
      Entrypoint: ['node', 'api.mjs'],
      Env: ['GREETING=a=b'],
      Labels: { 'gameday.run': 'r1' },
      NetworkingConfig: { EndpointsConfig: { net: { IPAMConfig: { IPv4Address: '10.200.0.10' } } } },
      HostConfig: { Init: true, NetworkMode: 'net', Ulimits: [{ Name: 'nofile', Soft: 321, Hard: 321 }] },
    })
  })

  it('publishes ports on loopback only', () => {
    const network = { name: 'net', host: '10.200.0.10', published: [{ port: 80, hostPort: 4_000 }] }
    const options = containerOptions({ ...plan, network })
    expect(options.ExposedPorts).toEqual({ '80/tcp': {} })
    expect(options.HostConfig?.PortBindings).toEqual({
      '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '4000' }],
    })
  })

  it('has no network of its own behind a holder', () => {
    const options = containerOptions({ ...plan, network: { holder: 'abc' } })
    expect(options.HostConfig?.NetworkMode).toBe('container:abc')
    expect(options).not.toHaveProperty('NetworkingConfig')
    expect(options).not.toHaveProperty('Hostname')
  })

  it('can be in the network of its engine', () => {
    const options = containerOptions({ ...plan, network: 'of its engine' })
    expect(options.HostConfig?.NetworkMode).toBe('host')
    expect(options).not.toHaveProperty('NetworkingConfig')
  })

  it('keeps what its owner describes, with volumes and labels of the run', () => {
    const volume = { Type: 'volume' as const, Source: 'data', Target: '/data' }
    const own = {
      create: { Cmd: ['postgres'], Labels: { team: 'a', 'gameday.run': 'theirs' } },
      host: { Init: false, Mounts: [volume] },
      copied: [],
    }
    const options = containerOptions({ ...plan, own, volumePrefix: 'gameday-1-' })
    expect(options).not.toHaveProperty('Entrypoint')
    expect(options.Cmd).toEqual(['postgres'])
    expect(options.Labels).toEqual({ team: 'a', 'gameday.run': 'r1' })
    expect(options.HostConfig?.Init).toBe(false)
    expect(options.HostConfig?.Mounts).toMatchObject([
      { Source: 'gameday-1-data', VolumeOptions: { Labels: { 'gameday.run': 'r1' } } },
    ])
  })
})
