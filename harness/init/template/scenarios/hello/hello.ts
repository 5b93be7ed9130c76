import { http, system } from 'gameday'

/** A system of one program. Commands run in the folder of gameday.config; {host} and {port} are where the program is to listen. */
export const hello = system('hello', {
  services: {
    server: {
      command: ['node', 'scenarios/hello/server.mjs'],
      env: { HOST: '{host}', PORT: '{port}' },
    },
  },
  // A request every 100 ms, even when answers are late.
  probes: { greeting: http({ to: 'server', expect: { status: 200, body: 'hello' } }) },
})
