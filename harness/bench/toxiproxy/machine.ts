import { arch, cpus, hostname, release, totalmem, type } from 'node:os'

/** The machine on one line, as a table of numbers must name it. */
export function machine(): string {
  const processors = cpus()
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`
  return `${hostname()}: ${processors.length} × ${processors[0]?.model.trim()}, ${memory}, ${type()} ${release()} ${arch()}, Node ${process.versions.node}`
}
