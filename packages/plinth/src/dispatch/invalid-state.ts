/** A state that came back and does not belong to this request. */
export class InvalidState extends Error {
  override readonly name = 'InvalidState'
}
