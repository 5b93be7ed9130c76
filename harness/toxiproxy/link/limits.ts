/**
 * Bytes that may wait in a socket, written or read ahead, before its source is paused. One read brings up to 64 KiB, so
 * that Node's own 64 KiB would pause and resume the source for every single read.
 */
export const socketBufferBytes = 256 * 1024

/**
 * Bytes that the toxics of one direction of one connection may keep back before its source is paused: about what Linux
 * lets a real slow link have in flight (net.ipv4.tcp_rmem, 6 MiB). With 4 MiB, 1 s of latency lets 4 MiB/s through.
 *
 * So a proxy holds, per connection and direction, at most this figure, plus twice `socketBufferBytes`, plus
 * one read of 64 KiB: 4.6 MiB, and 0.6 MiB where no toxic is at work.
 */
export const heldBytes = 4 * 1024 * 1024

/** How long a closed connection goes on reading and discarding, so that its peer sees the FIN and not an RST; ms. */
export const lingerMs = 1_000
