import type { ProbeDefinition, ProbeSchedule } from '../definition.ts'

/** An HTTP request as a probe, and what its answer must be. */
export interface HttpOptions<Service extends string> extends ProbeSchedule<Service> {
  /** Default `/`. */
  readonly path?: string
  /** Default GET. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Default: status 200, any body. `body` is a text that it must contain. */
  readonly expect?: { readonly status?: number; readonly body?: string }
}

/** Probes by HTTP requests, over connections that are kept as a client's are. */
export function http<const Service extends string>(options: HttpOptions<Service>): ProbeDefinition<Service> {
  const { path = '/', method, headers = {}, body, expect = {}, ...schedule } = options
  return {
    ...schedule,
    probe: 'http',
    mistake: () => (path.startsWith('/') ? undefined : 'path: begin it with /'),
    target: () => ({
      path,
      headers,
      ...(method !== undefined && { method }),
      ...(body !== undefined && { body }),
      expectBody: expect.body ?? '',
      ...(expect.status !== undefined && { expectStatus: expect.status }),
    }),
  }
}
