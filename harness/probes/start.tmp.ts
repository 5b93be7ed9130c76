import { startHttpProber } from './http-prober/prober.ts'

const out = []
for (let i = 0; i < 12; i++) {
  const t = performance.now()
  await using p = await startHttpProber({
    probe: 'c',
    targets: [],
    cadenceMs: 50,
    timeoutMs: 100,
    journal: { appendRaw() {} },
    env: { GAMEDAY_RUN_ID: 'x' },
  })
  out.push(Math.round(performance.now() - t))
}
console.log('start ms', out.join(' '))
