import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { enginePackages, enginePackagesMissing } from './engine-packages.ts'

test('what is missing is named with the way to get it', () => {
  expect(enginePackagesMissing()).toBeUndefined()
  const none = () => {
    throw new Error('not found')
  }
  expect(enginePackagesMissing(none)).toBe(
    'testcontainers and dockerode are not installed: npm install --save-dev testcontainers@12 dockerode@5',
  )
  expect(enginePackagesMissing((name) => name === 'dockerode' && none())).toBe(
    'dockerode is not installed: npm install --save-dev dockerode@5',
  )
})

test('the package asks for the same versions, and installs none by itself', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const majors = Object.entries(enginePackages).map(([name, major]) => [name, `^${major}.0.0`])
  expect(manifest.peerDependencies).toMatchObject(Object.fromEntries(majors))
  for (const name of Object.keys(enginePackages)) {
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true })
    expect(manifest.dependencies).not.toHaveProperty(name)
  }
})
