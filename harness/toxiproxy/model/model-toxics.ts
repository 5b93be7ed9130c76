/** A JSON object of a request, as it is sent. */
export type Given = Readonly<Record<string, unknown>>

/** Attributes of the types that the model knows, as they are when not given. */
const attributesByType: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  noop: {},
  latency: { latency: 0, jitter: 0 },
  bandwidth: { rate: 0 },
  slow_close: { delay: 0 },
  slicer: { average_size: 0, size_variation: 0, delay: 0 },
  timeout: { timeout: 0 },
  reset_peer: { timeout: 0 },
}

/** Without its nulls, each of which stands for a field that is not given. */
export function withoutNulls(body: Given): Given {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

/** Whether a field has another type than the API's. */
export function isWrong(body: Given, types: Readonly<Record<string, string>>): boolean {
  return Object.entries(types).some(([name, type]) => body[name] !== undefined && typeof body[name] !== type)
}

/** What a toxic's attributes are after a request, or what is wrong with it. */
export function attributesOf(
  type: string,
  given: unknown = {},
  base: Given | undefined = attributesByType[type],
): Given | 'no type' | 'no object' | 'bad value' {
  if (typeof given !== 'object') return 'no object'
  if (!base) return 'no type'
  const merged = Object.fromEntries(
    Object.entries(base).map(([name, value]) => [name, (given as Given)[name] ?? value]),
  )
  const isWhole = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31
  if (!Object.values(merged).every(isWhole)) return 'bad value'
  const { average_size: size = 1, size_variation: variation = 0 } = merged as Record<string, number>
  return size < 1 || variation > size ? 'bad value' : merged
}
