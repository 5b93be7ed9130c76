const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The least round number that is not below a value: an axis that ends there changes seldom. At least 1 for nothing. */
export function niceTop(value: number): number {
  if (!(value > 0)) return 1
  const magnitude = 10 ** Math.floor(Math.log10(value))
  const step = steps.find((one) => one * magnitude >= value * (1 - 1e-9)) ?? 10
  return step * magnitude
}

/** Distances between labels of a time axis, ms. */
export const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800,
].map((seconds) => seconds * 1_000)
