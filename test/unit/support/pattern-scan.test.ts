import { createScanner } from '../../support/pattern-scan.ts';

describe('the scanner for personal data', () => {
  const scanner = createScanner(['欧阳雨桐', '欧阳雨', '13799012345', 'kehu.1@customer.example']);

  test('finds every text, overlapping ones too, each once', () => {
    const text = '{"a":"欧阳雨桐","b":"+8613799012345","c":"13799012345"}';
    expect(scanner.find(text).sort()).toEqual(['13799012345', '欧阳雨', '欧阳雨桐']);
  });

  test('finds nothing in masked text', () => {
    expect(scanner.find('欧***桐 137****2345 k***@customer.example')).toEqual([]);
  });

  test('refuses texts that would be found everywhere', () => {
    expect(() => createScanner(['王芳'])).toThrow('three characters');
  });
});
