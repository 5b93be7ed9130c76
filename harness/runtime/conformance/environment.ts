import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'
import { textAfter } from './looks.ts'

export function givesEnvironment(open: Opener): void {
  it('is what was given, and the mark of the run; nothing of the harness', async () => {
    await using test = await openTest(open)
    process.env.GAMEDAY_SECRET_OF_THE_HARNESS = 'x'
    const service = await test.run('limits', { env: { GREETING: 'good morning, "you"' } })
    delete process.env.GAMEDAY_SECRET_OF_THE_HARNESS
    const env = JSON.parse(textAfter(service, 'env '))
    expect(env).toMatchObject({ GREETING: 'good morning, "you"', GAMEDAY_RUN_ID: test.runId })
    expect(env).not.toHaveProperty('GAMEDAY_SECRET_OF_THE_HARNESS')
  })

  it('has no word of a proxy, whether the environment or Docker is told of one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gameday-docker-'))
    const url = 'http://127.0.0.1:9'
    const proxies = { default: { httpProxy: url, httpsProxy: url, allProxy: url, noProxy: 'localhost' } }
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ proxies }))
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
    for (const name of names) vi.stubEnv(name, url)
    vi.stubEnv('DOCKER_CONFIG', folder)
    onTestFinished(() => {
      vi.unstubAllEnvs()
      rmSync(folder, { recursive: true })
    })
    await using test = await openTest(open)
    const service = await test.run('limits')
    const env: Record<string, string> = JSON.parse(textAfter(service, 'env '))
    const told = Object.entries(env).filter(([name]) => /proxy/i.test(name))
    // All that may be said of proxies is that none is to be asked.
    expect(told.filter(([name, value]) => !(/^no_proxy$/i.test(name) && value === '*'))).toEqual([])
  })

  it('has the descriptor limit that was given, soft and hard', async () => {
    await using test = await openTest(open)
    const service = await test.run('limits', { descriptorLimit: 321 })
    expect(textAfter(service, 'limit ')).toBe('321 321')
  })

  it('passes arguments on', async () => {
    await using test = await openTest(open)
    const program = {
      image: (await test.run('server')).spec.program.image,
      containerArgv: ['node', '-e', 'console.log(process.argv.slice(1)); setInterval(() => {}, 1e3)'],
      processArgv: async () => [
        process.execPath,
        '-e',
        'console.log(process.argv.slice(1)); setInterval(() => {}, 1e3)',
      ],
    }
    const ready = { by: 'log', pattern: /\[ 'a b', '\$HOME' \]/, timeoutMs: 20_000 } as const
    const service = await test.runtime.start({
      name: 'args',
      program,
      args: ['a b', '$HOME'],
      ports: {},
      ready,
    })
    expect(service.started.acceptingAt).toBe(service.started.readyAt)
  })
}
