import { ageOn, checkIdentity, type IdentityParty } from '../../../src/identity/index.ts';
import { longTerm, type AuthorisationInput } from '../../../src/register/index.ts';
import { idCheckDigit } from '../../support/sample-people.ts';

/** 2 March 2026 in China, while it is still 1 March in UTC. */
const now = new Date('2026-03-01T16:30:00Z');

const customer: IdentityParty = {
  role: 'customer',
  type: 'person',
  name: '王小芳',
  documentType: 'idCard',
  documentNumber: '11010519491231002X',
  documentValidFrom: '2020-01-01',
  documentValidUntil: longTerm,
  hasDocumentCopy: true,
};
const agent: IdentityParty = {
  ...customer,
  role: 'agent',
  name: '李明',
  documentNumber: '440524188001010014',
  documentValidUntil: '2030-01-01',
};
const authorisation: AuthorisationInput = {
  scope: 'this-matter',
  principalName: '王小芳',
  validFrom: '2026-03-02',
  validUntil: '2026-03-02',
};

function born(birth: string): string {
  const body = `110105${birth.replaceAll('-', '')}002`;
  return body + idCheckDigit(body);
}

describe('one party', () => {
  test('a document in order gives no finding', () => {
    expect(checkIdentity([customer], null, now)).toEqual({ findings: [], details: [] });
  });

  test.each<[string, Partial<IdentityParty>, string[]]>([
    ['a wrong number', { documentNumber: '110105194912310021' }, ['DOCUMENT_NUMBER_INVALID']],
    ['a document that ran out yesterday', { documentValidUntil: '2026-03-01' }, ['DOCUMENT_EXPIRED']],
    ['a document on its last day', { documentValidUntil: '2026-03-02' }, []],
    ['a document from tomorrow on', { documentValidFrom: '2026-03-03' }, ['DOCUMENT_NOT_YET_VALID']],
    ['a document from today on', { documentValidFrom: '2026-03-02' }, []],
    ['no end of validity', { documentValidUntil: undefined }, ['DOCUMENT_VALIDITY_UNKNOWN']],
    ['no copy', { hasDocumentCopy: false }, ['DOCUMENT_COPY_MISSING']],
    ['a copy that nobody asks for', { hasDocumentCopy: undefined }, []],
    ['seventeen until tomorrow', { documentNumber: born('2008-03-03') }, ['AGE_UNDER_18']],
    ['eighteen today', { documentNumber: born('2008-03-02') }, []],
    ['born tomorrow', { documentNumber: born('2026-03-03') }, ['DOCUMENT_NUMBER_INVALID']],
    [
      'several things at once',
      { documentNumber: 'x', documentValidUntil: '2020-01-01', hasDocumentCopy: false },
      ['DOCUMENT_NUMBER_INVALID', 'DOCUMENT_EXPIRED', 'DOCUMENT_COPY_MISSING'],
    ],
  ])('%s', (_name, change, findings) => {
    expect(checkIdentity([{ ...customer, ...change }], null, now).findings).toEqual(findings);
  });
});

describe('an agent', () => {
  const check = (given: AuthorisationInput | null, party = customer) =>
    checkIdentity([party, agent], given, now).findings;

  test('an authorisation in force for this matter gives no finding', () => {
    expect(check(authorisation)).toEqual([]);
    expect(check({ ...authorisation, scope: 'all', validFrom: undefined, validUntil: undefined })).toEqual(
      [],
    );
  });

  test('none at all is one finding', () => {
    expect(check(null)).toEqual(['AUTHORISATION_MISSING']);
  });

  test.each<[string, Partial<AuthorisationInput>, string]>([
    ['run out', { validFrom: '2025-01-01', validUntil: '2026-03-01' }, 'AUTHORISATION_EXPIRED'],
    ['not begun', { validFrom: '2026-03-03', validUntil: '2026-04-01' }, 'AUTHORISATION_EXPIRED'],
    ['for another matter', { scope: 'other' }, 'AUTHORISATION_SCOPE'],
    ['by somebody else', { principalName: '王小方' }, 'AUTHORISATION_PRINCIPAL_MISMATCH'],
  ])('%s', (_name, change, finding) => {
    expect(check({ ...authorisation, ...change })).toEqual([finding]);
  });

  test('names match whatever their spaces, dots, width and case', () => {
    expect(
      check({ ...authorisation, principalName: 'ｊane  Smith' }, { ...customer, name: 'JANE SMITH' }),
    ).toEqual([]);
    expect(
      check({ ...authorisation, principalName: '阿依古丽•买买提' }, { ...customer, name: '阿依古丽·买买提' }),
    ).toEqual([]);
  });

  test('the details say whose document it is, the findings name a code once', () => {
    const late = { documentValidUntil: '2020-01-01' };
    const result = checkIdentity(
      [
        { ...customer, ...late },
        { ...agent, ...late },
      ],
      authorisation,
      now,
    );
    expect(result.findings).toEqual(['DOCUMENT_EXPIRED']);
    expect(result.details).toEqual([
      { code: 'DOCUMENT_EXPIRED', role: 'customer' },
      { code: 'DOCUMENT_EXPIRED', role: 'agent' },
    ]);
  });

  test('no finding holds a name or number', () => {
    const text = JSON.stringify(checkIdentity([{ ...customer, documentNumber: '123' }, agent], null, now));
    for (const personal of ['王小芳', '李明', '440524188001010014', '"123"'])
      expect(text).not.toContain(personal);
  });
});

test.each([
  ['2000-02-29', '2018-02-28', 17],
  ['2000-02-29', '2018-03-01', 18],
  ['2000-12-31', '2026-01-01', 25],
  ['2000-01-01', '2026-01-01', 26],
])('born %s, on %s: %i years', (birth, today, years) => {
  expect(ageOn(birth, today)).toBe(years);
});
