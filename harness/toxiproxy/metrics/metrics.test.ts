import { expect, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'

async function sample(bench: TestBench, name: string): Promise<string[]> {
  const { text } = await bench.call('GET', '/metrics')
  return text.split('\n').filter((line) => line.startsWith(name))
}

test('bytes carried, under the names and labels of the original, of open, closed and removed alike', async () => {
  await using bench = await TestBench.open({ proxyMetrics: true })
  const { client, server } = await bench.pair()
  client.send('hello')
  await server.receive(5)
  server.send('world!!')
  await client.receive(7)
  const labels = (direction: string) =>
    `{direction="${direction}",listener="${bench.listen}",proxy="link",upstream="${bench.upstream.address}"}`
  const expected = [
    `toxiproxy_proxy_received_bytes_total${labels('upstream')} 5`,
    `toxiproxy_proxy_received_bytes_total${labels('downstream')} 7`,
    `toxiproxy_proxy_sent_bytes_total${labels('upstream')} 5`,
    `toxiproxy_proxy_sent_bytes_total${labels('downstream')} 7`,
  ]
  expect(await sample(bench, 'toxiproxy_proxy')).toEqual(expected)
  await bench.call('DELETE', '/proxies/link')
  await client.ended
  expect(await sample(bench, 'toxiproxy_proxy')).toEqual(expected)
  expect(await sample(bench, '# TYPE')).toContain('# TYPE toxiproxy_proxy_sent_bytes_total counter')
  expect(await sample(bench, 'process_')).toEqual([])
})

test('what a toxic swallows is received and not sent', async () => {
  await using bench = await TestBench.open({ proxyMetrics: true })
  await bench.addToxic('timeout', {}, { stream: 'upstream' })
  const { client } = await bench.pair()
  client.send('hello')
  await expect
    .poll(() => sample(bench, 'toxiproxy_proxy_received_bytes_total{direction="upstream"'))
    .toEqual([expect.stringMatching(/ 5$/)])
  expect(await sample(bench, 'toxiproxy_proxy_sent_bytes_total{direction="upstream"')).toEqual([
    expect.stringMatching(/ 0$/),
  ])
})

test('names are escaped', async () => {
  await using bench = await TestBench.open({ proxyMetrics: true })
  const name = 'a"b\\c'
  const made = await bench.call('POST', '/proxies', {
    name,
    listen: '127.0.0.1:0',
    upstream: bench.upstream.address,
  })
  bench.listen = made.json.listen
  await bench.pair()
  expect((await sample(bench, 'toxiproxy_proxy_received'))[0]).toContain('proxy="a\\"b\\\\c"')
})

test('the process, when that is enabled', async () => {
  await using bench = await TestBench.open({ runtimeMetrics: true })
  const names = (await sample(bench, 'process_')).map((line) => line.split(' ')[0])
  expect(names).toEqual(
    expect.arrayContaining(['process_cpu_seconds_total', 'process_resident_memory_bytes']),
  )
  for (const line of await sample(bench, 'process_')) expect(Number(line.split(' ')[1])).toBeGreaterThan(0)
  expect(await sample(bench, 'toxiproxy_')).toEqual([])
})
