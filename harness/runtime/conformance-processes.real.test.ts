import { describe } from 'vitest'
import { conforms } from './conformance/conforms.ts'
import { opener } from './fixtures/open-runtime.ts'

describe('processes', () => conforms(opener('processes')))
