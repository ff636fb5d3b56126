import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { DataKeys } from '../../../src/config.ts';
import { createCipher } from '../../../src/register/index.ts';

function keysOf(...ids: [string, ...string[]]): DataKeys {
  const byId = new Map(ids.map((id) => [id, randomBytes(32)]));
  const key = byId.get(ids[0]) ?? randomBytes(32);
  return { current: { id: ids[0], key }, byId, lookup: randomBytes(32), audit: randomBytes(32) };
}

const keys = keysOf('k1');
const cipher = createCipher(keys);
const place = 'party.nameEnc:1';

test('what was encrypted decrypts, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, where) => {
      expect(cipher.decrypt(cipher.encrypt(text, where), where)).toBe(text);
    }),
  );
});

test('the same text never looks the same twice, and shows nothing of itself', () => {
  const values = Array.from({ length: 50 }, () => cipher.encrypt('王小芳', place));
  expect(new Set(values).size).toBe(50);
  for (const value of values)
    expect(value).not.toContain(Buffer.from('王小芳').toString('base64').slice(0, 6));
});

test('one changed byte anywhere is found', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, flip) => {
      const value = cipher.encrypt(text, place);
      const bytes = Buffer.from(value.slice(3), 'base64');
      const index = at % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(index) ^ flip, index);
      expect(() => cipher.decrypt(`k1:${bytes.toString('base64')}`, place)).toThrow(/does not decrypt/);
    }),
  );
});

test('a cut value is found', () => {
  const value = cipher.encrypt('王小芳', place);
  for (let length = 3; length < value.length - 2; length += 1)
    expect(() => cipher.decrypt(value.slice(0, length), place)).toThrow(/does not decrypt/);
});

test('a value copied to another row or column does not decrypt', () => {
  const value = cipher.encrypt('王小芳', place);
  expect(() => cipher.decrypt(value, 'party.nameEnc:2')).toThrow(/party\.nameEnc:2 does not decrypt/);
  expect(() => cipher.decrypt(value, 'party.addressEnc:1')).toThrow(/does not decrypt/);
});

test('after a new key has come the old one still decrypts, and the new one encrypts', () => {
  const rotated = keysOf('k2');
  const both: DataKeys = { ...rotated, byId: new Map([...rotated.byId, ...keys.byId]) };
  const old = cipher.encrypt('王小芳', place);
  const later = createCipher(both);
  expect(later.decrypt(old, place)).toBe('王小芳');
  expect(later.encrypt('王小芳', place)).toMatch(/^k2:/);
  expect(() => createCipher(rotated).decrypt(old, place)).toThrow('No data key "k1" is configured');
});

test('look-ups find a number however it was typed, and tell kinds and keys apart', () => {
  const phone = cipher.lookup('phone', '13812345678');
  for (const typed of ['138 1234 5678', '+86 138-1234-5678', '008613812345678', '１３８１２３４５６７８'])
    expect(cipher.lookup('phone', typed)).toBe(phone);
  expect(cipher.lookup('documentNumber', '13812345678')).not.toBe(phone);
  expect(createCipher(keysOf('k1')).lookup('phone', '13812345678')).not.toBe(phone);
  expect(cipher.lookup('documentNumber', '11010519491231002x')).toBe(
    cipher.lookup('documentNumber', '110105 19491231 002X'),
  );
});
