import { browserScript } from './browser-script.ts'

let built: Promise<string> | undefined

/** The page's script. Built once in a process. */
export function pageScript(): Promise<string> {
  built ??= browserScript('harness/report/page-script/script')
  return built
}
