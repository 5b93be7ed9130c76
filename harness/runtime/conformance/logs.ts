import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'

export function keepsLogs(open: Opener): void {
  it('have both streams, in memory and in the file', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    await service.stop()
    const lines = service.logs()
    expect(lines).toContainEqual(expect.objectContaining({ stream: 'stdout', text: 'listening' }))
    expect(lines).toContainEqual(expect.objectContaining({ stream: 'stderr', text: 'a line on stderr' }))
    expect(test.log('server')).toMatch(/^\d+ err a line on stderr$/m)
    expect(test.log('server')).toMatch(/^\d+ out listening$/m)
  })

  it('are told line by line as they come, over a restart, until nobody listens', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    const heard: string[] = []
    const stop = service.onLog(({ text }) => heard.push(text))
    for (let life = 0; life < 2; life++) {
      await service.kill()
      await service.restart()
    }
    stop()
    await service.kill()
    await service.restart()
    expect(heard.filter((text) => text === 'listening')).toHaveLength(2)
  })

  it('are complete when the exit is known, a last line without newline included', async () => {
    await using test = await openTest(open)
    const service = await test.run('partial-line', {
      ready: { by: 'log', pattern: /line 0/, timeoutMs: 20_000 },
      ports: {},
    })
    // Only now: what ends before it is known to be ready has not started.
    await service.signal('SIGUSR2')
    await service.exited
    const texts = service.logs().map(({ text }) => text)
    expect(texts.filter((text) => text.startsWith('line '))).toHaveLength(2_000)
    expect(texts).toContain('half a line')
    expect(texts).toContain('half a line on stderr')
    expect(test.log('partial-line')).toMatch(/out half a line\n/)
  })
}
