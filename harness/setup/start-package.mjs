/**
 * The first thing that runs of the npm package, on any Node from 20 on: finds Node 24 and hands over to it. It brings nothing: what
 * gameday needs came with its package, and a program that a scenario needs is named when it is missing.
 *   node start-package.mjs [arguments of the command line]
 */
import { join } from 'node:path'
import { handOver, passSignalsOn } from './hand-over.mjs'
import { node24, node24Missing } from './node-24.mjs'
import { networkOf } from './private-network.mjs'
import { forgetProxies } from './proxies.mjs'
import { root } from './root.mjs'

const node = node24()
if (!node) {
  process.stderr.write(`gameday: ${node24Missing}\n`)
  process.exit(2)
}
passSignalsOn(process.argv[2])
if (process.argv[2] !== 'images') forgetProxies(process.env)
const args = process.argv.slice(2)
const { around, env } = networkOf(args)
const command = [node, join(root, 'harness/cli/main.js'), ...args]
process.exit(await handOver(command, { ...process.env, ...env }, around))
