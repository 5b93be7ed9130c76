import { expect, test } from 'vitest'
import { Compactor } from './compact.ts'
import { parseLine } from './line.ts'

const lines = [
  '{"at":1,"kind":"host","host":"host-1","state":"registered","dial":1,"crc":"e65c7ede"}',
  '{"at":2,"kind":"host","host":"host-1","state":"closed","dial":1,"code":1006,"reason":"","error":"ECONNRESET","crc":"bfafeb92"}',
  '{"at":3,"kind":"probe","probe":"client","host":"host-1","due":2,"sent":2,"ok":true,"status":200,"path":"relay-2>relay-1","crc":"09af3c51"}',
  '{"at":4,"kind":"probe","probe":"client","host":"host-1","due":2,"sent":2,"ok":true}',
  '{"at":5,"kind":"directory","set":{"host-1":"ams:relay-1"},"removed":[],"uncertaintyNs":9,"crc":"09af3c51"}',
  '{"at":6,"kind":"mark","name":"a \\",\\"crc\\":\\"01234567","crc":"09af3c51"}',
]

test('compact events are the events, field by field', () => {
  const compactor = new Compactor()
  for (const line of lines) {
    const parsed = parseLine(line)
    expect(parsed).toHaveProperty('event')
    expect(parseLine(line, compactor)).toStrictEqual(parsed)
  }
})

test('a field that no event has is left out, and what is no event is none', () => {
  const compactor = new Compactor()
  const odd = '{"at":1,"kind":"host","host":"host-1","state":"tcp","dial":1,"more":1}'
  expect(parseLine(odd, compactor)).toStrictEqual({
    event: { at: 1, kind: 'host', host: 'host-1', state: 'tcp', dial: 1 },
  })
  for (const line of ['', '{"at":1', '{"at":1,"kind":"host","crc":"09af3c51"}', ',"crc":"09af3c51"}'])
    expect(parseLine(line, compactor)).toEqual(parseLine(line))
})
