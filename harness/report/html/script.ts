import { codeFile } from '../../../docker/paths.ts'
import { bundleForBrowser } from './bundle.ts'

const entry = codeFile('harness/report/page-script/script')

let built: Promise<string> | undefined

/** The page's script. Built once in a process. */
export function pageScript(): Promise<string> {
  built ??= bundleForBrowser(entry)
  return built
}
