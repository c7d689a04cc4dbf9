/** Something that is asked for cannot be done; the message says why and what to do. */
export class CannotError extends Error {
  override readonly name = 'CannotError';
}
