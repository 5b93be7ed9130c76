/** A message of the accuracy measurement is its own time of sending: ns of the shared clock, as a double. */
export const stampBytes = 8
