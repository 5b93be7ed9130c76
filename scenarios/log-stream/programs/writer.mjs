import { setTimeout as delay } from 'node:timers/promises'

const { PROXY_URL, SWEEP } = process.env

/** Pauses before each request, ms: from the first number to the second of each pair, in steps of the third. */
const pauses = SWEEP.split(' ').flatMap((range) => {
  const [from, to, step] = range.split('-').map(Number)
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)
})

console.log('writing')
for (let key = 1; ; key++) {
  await delay(pauses[key % pauses.length])
  console.log(`request ${key} sent`)
  try {
    const answer = await fetch(PROXY_URL, { method: 'POST', body: `line ${key}` })
    await answer.text()
    console.log(`request ${key} answered ${answer.status}`)
  } catch (error) {
    console.log(`request ${key} failed: ${error.cause?.code ?? error.message}`)
  }
}
