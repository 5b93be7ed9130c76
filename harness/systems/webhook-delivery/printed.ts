import { HarnessError, type Service } from '../../door.ts'

/** What a command prints beside a service. @throws HarnessError when it fails: what it would have told is then not known */
export async function printed(service: Service, command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await service.exec(command)
  if (code === 0) return stdout
  throw new HarnessError(
    `${command.join(' ')} beside ${service.name} ended with ${code}: ${stderr.trim() || stdout.trim()}`,
  )
}
