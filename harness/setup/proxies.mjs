import { createRequire } from 'node:module'

/**
 * A company's proxy knows nothing of the addresses of a run: a program that asks it for one gets an error that looks like a
 * broken system. So nothing of a run is told of a proxy.
 */

const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']

/** Says to programs that ask a proxy that none is to be asked; they look for this first. */
export const noProxy = { NO_PROXY: '*', no_proxy: '*' }

/**
 * Takes every word of a proxy out of an environment. A Node that has read its environment before asks NO_PROXY again
 * with each request, so that one is set to everything.
 * @param {NodeJS.ProcessEnv} env changed in place
 */
export function forgetProxies(env) {
  for (const name of variables) {
    delete env[name]
    delete env[name.toLowerCase()]
  }
  const options = env.NODE_OPTIONS?.replaceAll(/(^|\s)--use-env-proxy(?=\s|$)/g, '').trim()
  if (options !== undefined) env.NODE_OPTIONS = options
  Object.assign(env, noProxy)
}

/** The same for this process, whose Node may have read the variables when it started. */
export function askNoProxy() {
  const { env, execArgv } = process
  const started = env.NODE_USE_ENV_PROXY !== undefined
  const asked =
    started || [env.NODE_OPTIONS ?? '', ...execArgv].some((text) => text.includes('--use-env-proxy'))
  forgetProxies(env)
  if (!asked) return
  // Node's own clients keep the proxy in their agents, as it was at the start. Loaded only where that is so: it takes time.
  const require = createRequire(import.meta.url)
  for (const client of [require('node:http'), require('node:https')])
    client.globalAgent = new client.Agent({ keepAlive: true, timeout: 5_000, scheduling: 'lifo' })
}
