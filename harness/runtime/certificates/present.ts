import { uptime } from 'node:os'
import { HarnessError, UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Service } from '../runtime.ts'
import { presentedFile } from './files.ts'
import type { Flaw, GOOD } from './flaws.ts'

/**
 * Written beside it and renamed: whoever reads it finds the old name or the new one. Prints the kernel's uptime before and after that, where there is
 * one to be read.
 */
const write = `printf %s "$1" > "$0.next" || exit
uptime() { { read -r up rest < /proc/uptime; } 2> /dev/null && echo "$up"; }
uptime; mv "$0.next" "$0" || exit; uptime; exit 0`

/** @throws UsageError for a service that has no certificates of the run */
export function mustHaveCertificates({ name, spec }: Service): void {
  if (spec.files?.[presentedFile] === undefined)
    throw new UsageError(`${name} presents no certificate of the run: aim it at a tlsEdge() of the system`)
}

/** When something was done: at the latest at `at`, and so much sooner at most; monotonic ns. */
export interface Done {
  readonly at: number
  readonly uncertaintyNs: number
}

/**
 * From now on a service presents this certificate to whoever connects. Connections that are open stay as they are; a restart changes nothing.
 * Resolves with the moment of the change.
 * @throws HarnessError when it cannot be told, as when its container has stopped
 */
export async function present(service: Service, certificate: Flaw | typeof GOOD): Promise<Done> {
  const from = now()
  const told = await service.exec(['sh', '-c', write, `{files}/${presentedFile}`, certificate])
  if (told.code !== 0)
    throw new HarnessError(
      `${service.name} was not told to present the certificate ${certificate}: ${told.stderr}`,
    )
  return doneBetween(told.stdout, { from, to: now(), bootedAt: now() - uptime() * 1e9 })
}

/** The kernel tells its uptime in hundredths of a second, and cuts off what is beyond. */
const UPTIME_NS = 10e6

/**
 * When a command did something that took `from` to `to` altogether, by the uptimes that it has printed before and after: to start a shell in a container
 * takes a tenth of a second, and what it then does a hundredth. Uptimes of another kernel, or none, are left alone.
 * @param bootedAt when the uptime of this kernel was 0
 */
export function doneBetween(
  printed: string,
  { from, to, bootedAt }: { readonly from: number; readonly to: number; readonly bootedAt: number },
): Done {
  const [before = Number.NaN, after = Number.NaN] = printed.trim().split(/\s+/).map(Number)
  const earliest = bootedAt + before * 1e9 - UPTIME_NS
  const latest = bootedAt + after * 1e9 + UPTIME_NS
  const isOurs = earliest <= to && latest >= from && earliest >= from - 2 * UPTIME_NS
  const [start, at] = isOurs ? [Math.max(from, earliest), Math.min(to, latest)] : [from, to]
  return { at: Math.ceil(at), uncertaintyNs: Math.ceil(at - start) }
}
