/** The statuses that a refused request is answered with. */
export type ErrorStatus = 400 | 403 | 404 | 405 | 409 | 413 | 500

/** A refusal as the API shows it: `{"error": message, "status": status}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: ErrorStatus

  constructor(message: string, status: ErrorStatus) {
    super(message)
    this.status = status
  }
}

export const badBody = (why: string) => new ApiError(`bad request body: ${why}`, 400)
export const missingField = (field: string) => new ApiError(`missing required field: ${field}`, 400)
export const proxyNotFound = () => new ApiError('proxy not found', 404)
export const proxyExists = () => new ApiError('proxy already exists', 409)
export const toxicNotFound = () => new ApiError('toxic not found', 404)
export const toxicExists = () => new ApiError('toxic already exists', 409)
export const invalidStream = () =>
  new ApiError('stream was invalid, can be either upstream or downstream', 400)
export const invalidType = () => new ApiError('invalid toxic type', 400)
