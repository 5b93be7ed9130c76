import { describe } from 'vitest'
import { conforms } from './conformance/conforms.ts'
import { containersMissing } from './fixtures/containers-missing.ts'
import { opener } from './fixtures/open-runtime.ts'

const { skip, why } = await containersMissing()

describe.skipIf(skip)(`containers${why}`, () => conforms(opener('containers')))
