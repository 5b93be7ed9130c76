import { defineConfig } from 'gameday/config'

export default defineConfig({
  scenarios: 'scenarios/**/*.scenario.{ts,js,mjs}',
  reports: 'reports',
  // Options of `gameday run` where the command line says nothing else. Containers need an image for each service.
  defaults: { runtime: 'processes' },
})
