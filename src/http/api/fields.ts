import { z } from 'zod';

/*
 * The building blocks of what clients send. Messages are codes of field-texts.ts, put into words in the
 * reader's language when the refusal is rendered.
 */

/** One line of text of 1 to `maximum` characters, trimmed. */
export const line = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maximum)
    .regex(/^[^\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]*$/u, 'control-characters');

/** Text of several lines. */
export const paragraph = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maximum)
    .regex(/^(?:[^\p{Cc}\p{Cs}\p{Co}\p{Cn}]|[\n\r\t])*$/u, 'control-characters');

/** A calendar day `YYYY-MM-DD` from the year 1000; `9999-12-31` = does not expire. */
export const day = z.iso.date('date-invalid').regex(/^(?:[12]\d{3}-|9999-12-31$)/, 'date-invalid');

/** A count of pieces. */
export const count = z.int().min(0).max(999);

const phonePattern = /^(?:(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?\d{7,8}|\+(?!86)\d{8,15})$/;

/** A phone number; comes out without spaces, hyphens and the prefix of mainland mobiles. */
export const phone = z
  .string()
  .trim()
  .max(30)
  .regex(phonePattern, 'phone-invalid')
  .transform((number) => number.replace(/[ -]/g, '').replace(/^\+?86(?=1\d{10}$)/, ''));

export const email = z.string().trim().max(254).pipe(z.email('email-invalid'));

/** A customer's link token: 32 bytes, base64url. */
export const linkToken = z.string().regex(/^[\w-]{43}$/);

/** An instant in an answer, ISO 8601 in UTC. */
export const instant = z.iso.datetime();
