import { expect, test } from 'vitest'
import { containersMissing } from '../runtime/fixtures/containers-missing.ts'
import { startedServices } from './fixtures/started.ts'

const { skip, why } = await containersMissing()

const script = `import { WebSocketServer } from 'ws'
import { writeFileSync } from 'node:fs'
try { writeFileSync('fixtures/written', '') } catch (error) { console.log(error.code) }
new WebSocketServer({ port: Number(process.env.PORT), host: process.env.HOST })`

test.skipIf(skip)(
  `a mounted folder gives a container a program and its packages, and takes nothing back${why}`,
  async () => {
    const api = {
      command: ['node', '--input-type=module', '-e', script],
      env: { HOST: '{host}', PORT: '{port}' },
      image: { from: 'node', mount: '../..' },
    }
    await using system = await startedServices('containers', { api }, import.meta.dirname)
    const service = system.services.get('api')!
    expect(service.logs().map(({ text }) => text)).toEqual(['EROFS'])
    expect((await service.exec(['pwd'])).stdout).toBe(`${import.meta.dirname}\n`)
  },
)
