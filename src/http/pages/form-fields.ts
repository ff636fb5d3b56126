import type { Request } from 'express';

/** One field of a sent form: the text without spaces at either end, or '' when it is absent or repeated. */
export function field(request: Request, name: string): string {
  const value = bodyOf(request)[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** All values of a field that may come several times, such as checkboxes. */
export function fields(request: Request, name: string): string[] {
  const value = bodyOf(request)[name];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** The names of all fields sent. */
export function fieldNames(request: Request): string[] {
  return Object.keys(bodyOf(request));
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
