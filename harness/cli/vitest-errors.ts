import type { Reporter, TestModule } from 'vitest/node'
import { HarnessError } from '../errors.ts'

/** What vitest could not even start, such as a scenario file that throws when it is imported. */
export class VitestErrors implements Reporter {
  first: HarnessError | undefined

  onTestModuleEnd(module: TestModule): void {
    for (const error of module.errors()) this.note(`${module.relativeModuleId}: ${error.message}`)
  }

  onTestRunEnd(_: readonly TestModule[], errors: readonly { message: string }[]): void {
    for (const error of errors) this.note(error.message)
  }

  private note(message: string): void {
    this.first ??= new HarnessError(message)
  }
}
