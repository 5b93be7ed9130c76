/** What stands in a path where a route has `:proxy` or `:toxic`, decoded; empty where it has none. */
export type Params = Readonly<Record<'proxy' | 'toxic', string>>

/** What a handler gets of a request. */
export interface Call {
  readonly params: Params
  /** The request's body. @throws ApiError 413 when it is too large */
  body(): Promise<string>
}

/** What a request is answered with: JSON, text, or nothing. */
export interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Handler = (call: Call) => Answer | Promise<Answer>

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

interface Route {
  /** `any`: all there are. */
  readonly methods: readonly Method[] | 'any'
  readonly segments: readonly string[]
  readonly handler: Handler
}

/**
 * Paths and methods of the API. Node's own HTTP server and this stand where a framework did that is built on the classes of fetch: loading
 * those takes Node 60 ms of CPU, half of what a start of this server took.
 */
export class Router {
  readonly #routes: Route[] = []

  on(methods: Method | readonly Method[] | 'any', path: string, handler: Handler): void {
    const listed = methods === 'any' ? methods : [methods].flat()
    this.#routes.push({ methods: listed, segments: path.split('/'), handler })
  }

  /** The handler of a request and what its path names; `not allowed` where the path has other methods; undefined: no such path. */
  find(
    method: string,
    path: string,
  ): { readonly handler: Handler; readonly params: Params } | 'not allowed' | undefined {
    const segments = path.split('/').map(decoded)
    const there = this.#routes.filter((route) => matches(route.segments, segments))
    const route = there.find(({ methods }) => methods === 'any' || methods.some((one) => one === method))
    if (route) return { handler: route.handler, params: paramsOf(route.segments, segments) }
    return there.length > 0 ? 'not allowed' : undefined
  }
}

/** One segment of a path; undefined where it is no UTF-8. */
type Segment = string | undefined

function matches(pattern: readonly string[], segments: readonly Segment[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, i) => (part.startsWith(':') ? segments[i] : part === segments[i]))
  )
}

function paramsOf(pattern: readonly string[], segments: readonly Segment[]): Params {
  const named = pattern.flatMap((part, i) => (part.startsWith(':') ? [[part.slice(1), segments[i]]] : []))
  return { proxy: '', toxic: '', ...Object.fromEntries(named) }
}

function decoded(text: string): Segment {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
