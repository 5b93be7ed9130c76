import { programs } from '../../../docker/images.ts'
import type { StandInAnswer, StandInState } from '../../../docker/stand-in/control.ts'
import { type Address, type AnswerFaker, HarnessError, type Runtime } from '../../door.ts'

/** Longest wait for an answer on its control port; it comes in milliseconds. */
const controlTimeoutMs = 5_000

const readyTimeoutMs = 30_000

/** Starts the server to which a fault can lead a link, so that it answers in place of the link's far side. */
export async function startStandIn(runtime: Runtime): Promise<AnswerFaker> {
  const { main, control } = (await runtime.reserve('stand-in', ['main', 'control'])) as {
    main: Address
    control: Address
  }
  await runtime.start({
    name: 'stand-in',
    program: programs.standIn,
    env: { HOST: main.host, PORT: String(main.port), CONTROL_PORT: String(control.port) },
    ports: { control, main },
    ready: { by: 'tcp', port: 'control', timeoutMs: readyTimeoutMs },
  })
  const { host, port } = runtime.reach(control)
  const ask = async (init: RequestInit = {}): Promise<StandInState> => {
    const answer = await fetch(`http://${host}:${port}/`, {
      ...init,
      signal: AbortSignal.timeout(controlTimeoutMs),
    })
    if (!answer.ok) throw new HarnessError(`stand-in answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as StandInState
  }
  return {
    address: main,
    answerWith: async (answer: StandInAnswer) =>
      void (await ask({ method: 'PUT', body: JSON.stringify(answer) })),
    requests: async () => (await ask()).requests,
  }
}
