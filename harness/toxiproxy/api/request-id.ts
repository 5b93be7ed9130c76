import { randomBytes } from 'node:crypto'

/** What tells this process from others, and where its count begins. */
const process = randomBytes(5).toString('hex')
let count = randomBytes(3).readUIntBE(0, 3)

/**
 * An id that no other request of this or another server has: 20 digits of base 32, made as the original's are, of
 * seconds since 1970 (4 bytes), process (5) and count (3).
 */
export function requestId(): string {
  count = (count + 1) % 2 ** 24
  const seconds = Math.floor(Date.now() / 1_000) % 2 ** 32
  const hex = seconds.toString(16).padStart(8, '0') + process + count.toString(16).padStart(6, '0')
  // 96 bits fill the 100 of 20 digits from the left.
  return (BigInt(`0x${hex}`) << 4n).toString(32).padStart(20, '0')
}
