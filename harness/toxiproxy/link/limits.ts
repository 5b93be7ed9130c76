/** Bytes of the buffer that each connection has for reading from its upstream. A request or an answer of most protocols. */
export const smallReadBytes = 2 * 1024

/** Bytes that one read of a busy upstream brings at most. With Node's own 64 KiB half as much goes through. */
export const largeReadBytes = 256 * 1024

/** Bytes that may wait in a socket to be written before its source is paused: two reads, so that not every single one pauses it. */
export const socketBufferBytes = 2 * largeReadBytes

/**
 * Bytes that the toxics of one direction of one connection may keep back before its source is paused: about what Linux
 * lets a real slow link have in flight (net.ipv4.tcp_rmem, 6 MiB). With 4 MiB, 1 s of latency lets 4 MiB/s through.
 *
 * So a proxy holds, per connection and direction, at most this figure, plus `socketBufferBytes`, plus two reads (one over
 * each of the limits): 5 MiB, and 0.75 MiB where no toxic is at work.
 */
export const heldBytes = 4 * 1024 * 1024

/** How long a closed connection goes on reading and discarding, so that its peer sees the FIN and not an RST; ms. */
export const lingerMs = 1_000
