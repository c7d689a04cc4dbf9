/** Makes a value when it is first needed, and the same one from then on: what a process that lives for one action does not need costs it nothing. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
