import { expect, test } from 'vitest'
import { countersIn, sum } from './rule-counters.ts'

test('counters of one comment are added up, rules without one are not counted', () => {
  const listing = `table ip gameday_1_1 { # progname nft
	flags owner
	chain input {
		type filter hook input priority filter; policy accept;
		ip daddr 127.0.0.1 tcp dport 80 counter packets 3 bytes 120 drop comment "acted"
		ip saddr 127.0.0.1 tcp sport 80 counter packets 4 bytes 180 drop comment "acted"
		ip saddr 127.0.0.1 tcp sport 80 counter packets 9 bytes 500 comment "seen"
		ip saddr 127.0.0.1 tcp sport 81 counter packets 7 bytes 7
	}
}`
  expect(countersIn(listing)).toEqual({
    acted: { packets: 7, bytes: 300 },
    seen: { packets: 9, bytes: 500 },
  })
})

test('nothing counted is zero', () => {
  expect(sum([undefined])).toEqual({ packets: 0, bytes: 0 })
})
