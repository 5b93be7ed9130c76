import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePcap } from '../../probes/pcap.ts'
import { tcpFrame } from './fixtures/tcp-frame.ts'
import { tcpPacketIn } from './frame.ts'
import { PcapFile } from './pcap-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-pcap-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { bytes, payloadAt } = tcpPacketIn(tcpFrame(Buffer.from('secret')))!

test('a capture has the headers of packets and their times, and nothing of what they carry', async () => {
  const path = join(folder, 'a.pcap')
  const file = new PcapFile(path)
  const before = Date.now()
  file.add(bytes, payloadAt)
  file.add(bytes, payloadAt)
  await file.end()
  const written = readFileSync(path)
  expect(written.includes('secret')).toBe(false)
  const packets = parsePcap(written)
  expect(packets).toHaveLength(2)
  expect(Math.abs(Number(packets[0]!.wallNs / 1_000_000n) - before)).toBeLessThan(5_000)
  expect(file.cut).toBe(false)
})

test('it stops to grow, and says so', async () => {
  const path = join(folder, 'a.pcap')
  const file = new PcapFile(path, 1_000)
  for (let i = 0; i < 100; i++) file.add(bytes, payloadAt)
  await file.end()
  expect(readFileSync(path).length).toBeLessThanOrEqual(1_000)
  expect(parsePcap(readFileSync(path)).length).toBeGreaterThan(10)
  expect(file.cut).toBe(true)
})

test('a file that cannot be written ends nothing', async () => {
  const file = new PcapFile(join(folder, 'none', 'a.pcap'))
  file.add(bytes, payloadAt)
  await file.end()
  expect(file.cut).toBe(true)
})
