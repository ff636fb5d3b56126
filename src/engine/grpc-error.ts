/** The gRPC status codes that this code tells apart. */
export const grpcStatus = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  unavailable: 14,
} as const;

/** A call that the engine did not answer in time; treated like an engine that is out of reach. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code = grpcStatus.deadlineExceeded;
}

/** The gRPC status code of a failed call, or undefined when it is no gRPC error. */
export function grpcCode(error: unknown): number | undefined {
  const code = propertyOf(error, 'code');
  return typeof code === 'number' ? code : undefined;
}

/** True when the same call may succeed a little later: the engine is down, restarting or sheds load. */
export function isTransient(error: unknown): boolean {
  const code = grpcCode(error);
  return (
    code === grpcStatus.unavailable ||
    code === grpcStatus.resourceExhausted ||
    code === grpcStatus.deadlineExceeded ||
    code === grpcStatus.cancelled
  );
}

/** A short text for logs: the class and the code. Never the message, which may quote a value. */
export function describeError(error: unknown): string {
  const name = propertyOf(error, 'name');
  if (typeof name !== 'string') return 'a thrown value that is no error';
  const code = propertyOf(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? `${name} ${code}` : name;
}

/** Not `instanceof`: an error may come from another realm (Node's own, seen from a test). */
function propertyOf(error: unknown, key: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
}
