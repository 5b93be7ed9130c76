import { expect, it } from 'vitest'
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
