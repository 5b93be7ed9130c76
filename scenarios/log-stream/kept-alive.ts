import { nginx, system } from '../../harness/scenario.ts'

/** How long the proxy keeps a connection to the server that nothing is asked on, ms. */
const PROXY_IDLE_MS = 500

/** nginx keeps connections to a web server. A writer pauses before each request for a time near those after which one of the two closes. */
export const keptAlive = system('kept-alive', {
  folder: import.meta.dirname,
  services: {
    web: {
      command: ['node', 'programs/web.mjs'],
      image: { from: 'node', mount: '.' },
      env: { HOST: '{host}', PORT: '{port}' },
      ready: { log: /listening/ },
    },
    proxy: nginx({
      config: `upstream web {
  {web.servers}
  keepalive 4;
  keepalive_timeout ${PROXY_IDLE_MS}ms;
}
server {
  listen {address};
  location / {
    proxy_pass http://web;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
  }
}`,
    }),
    writer: {
      command: ['node', 'programs/writer.mjs'],
      image: { from: 'node', mount: '.' },
      env: { PROXY_URL: '{proxy.url}', SWEEP: '150-330-8 440-540-10' },
      port: false,
      ready: { log: /writing/ },
    },
  },
  operations: {
    request: {
      sent: { from: 'writer', match: /request (?<key>\d+) sent/ },
      taken: { from: 'writer', match: /request (?<key>\d+) answered 200/ },
    },
  },
})
