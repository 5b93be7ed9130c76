import { existsSync } from 'node:fs'

/** Where Debian, macOS and GitHub's machines have a Chromium. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The installed Chromium, or where it was looked for. `GAMEDAY_CHROMIUM` names another place. */
export function findChromium(): { readonly path: string } | { readonly missing: string } {
  const asked = process.env.GAMEDAY_CHROMIUM
  const candidates = asked ? [asked, ...places] : places
  const path = candidates.find((place) => existsSync(place))
  return path === undefined ? { missing: `no Chromium in ${candidates.join(', ')}` } : { path }
}
