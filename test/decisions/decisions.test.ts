import { z } from 'zod';
import { sampleAccounts } from '../../local/accounts.ts';
import { loadMatters, readDecisionTable } from '../../src/matters/index.ts';
import { customerTypes, inquiryTopics } from '../../src/register/index.ts';
import { modelFiles } from '../support/model-files.ts';
import { combinations, createDecisionEngine } from './support/engine-decisions.ts';

const engine = await createDecisionEngine();
const matters = await loadMatters('bpmn/intake');
const tables = await Promise.all(modelFiles('dmn').map(({ path }) => readDecisionTable(path)));

describe('matter', () => {
  test.each(matters.list('zh-CN'))('$code is a row', async ({ code, ...row }) => {
    const { output, rules } = await engine.evaluate('matter', { matterCode: code });
    expect(output).toEqual(row);
    expect(rules).toHaveLength(1);
  });

  test('a matter that is not in the table goes to people as a special one', async () => {
    const { output } = await engine.evaluate('matter', { matterCode: 'no-such-matter' });
    expect(output).toMatchObject({ nature: 'special', departmentCode: 'service' });
  });
});

describe('requiredMaterials', () => {
  const asked = combinations<string | boolean>({
    matterCode: matters.list('zh-CN').map(({ code }) => code),
    customerType: [...customerTypes],
    hasAgent: [false, true],
  });

  test('the engine lists what the catalogue lists, each code once', async () => {
    for (const { matterCode, customerType, hasAgent } of asked) {
      const { output } = await engine.evaluate('requiredMaterials', { matterCode, customerType, hasAgent });
      const listed = customerTypes
        .filter((type) => type === customerType)
        .flatMap((type) => matters.materialsFor(String(matterCode), type, hasAgent === true));
      expect(output).toEqual(listed);
      expect(new Set(listed.map(({ code }) => code)).size).toBe(listed.length);
      expect(listed.length).toBeGreaterThanOrEqual(3);
    }
  });

  test.each([
    [
      'contract-sealing',
      'person',
      false,
      ['application-form', 'identity-document', 'contract-text', 'approval-record'],
    ],
    [
      'refund-claim',
      'organisation',
      true,
      [
        'application-form',
        'business-licence',
        'power-of-attorney',
        'agent-identity-document',
        'bank-account-proof',
        'payment-proof',
        'order-or-contract',
        'refund-evidence',
      ],
    ],
    ['unknown', 'person', false, ['application-form', 'identity-document']],
  ])('%s for a %s, agent %s', async (matterCode, customerType, hasAgent, codes) => {
    const { output } = await engine.evaluate('requiredMaterials', { matterCode, customerType, hasAgent });
    expect(output).toEqual(codes.map((code) => expect.objectContaining({ code }) as unknown));
  });

  test('without a customer type nothing matches: null, which the process turns into an empty list', async () => {
    await expect(engine.evaluate('requiredMaterials', { matterCode: 'x', hasAgent: false })).resolves.toEqual(
      {
        output: null,
        rules: [],
      },
    );
  });
});

describe('classification', () => {
  const routine = { nature: 'routine', isSensitive: false, canBeUrgent: true, isUrgentRequested: false };
  test.each([
    [{}, 'routine', 'standard'],
    [{ isUrgentRequested: true }, 'urgent', 'express'],
    [{ isUrgentRequested: true, canBeUrgent: false }, 'routine', 'standard'],
    [{ isSensitive: true }, 'special', 'standard'],
    [{ isSensitive: true, isUrgentRequested: true }, 'special', 'express'],
    [{ isSensitive: true, isUrgentRequested: true, canBeUrgent: false }, 'special', 'standard'],
    [{ nature: 'special' }, 'special', 'standard'],
    [{ nature: 'special', isUrgentRequested: true }, 'special', 'express'],
    [{ nature: 'special', isUrgentRequested: true, canBeUrgent: false }, 'special', 'standard'],
    [{ nature: null }, 'special', 'standard'],
  ])('%j is %s, %s', async (difference, classification, serviceLevel) => {
    const variables = { ...routine, ...difference, departmentCode: 'legal' };
    const { output } = await engine.evaluate('classification', variables);
    expect(output).toEqual({ classification, serviceLevel, departmentCode: 'legal' });
  });
});

describe('serviceStandard', () => {
  const matter = { matterDecisionDays: 5, matterHandlingDays: 10, matterSupplementDays: 7 };
  test.each([
    ['routine', 'standard', 50, 5, 10],
    ['routine', 'express', 60, 3, 8],
    ['special', 'standard', 70, 5, 10],
    ['special', 'express', 80, 3, 8],
    ['urgent', 'express', 90, 1, 5],
    ['urgent', 'standard', 90, 1, 5],
    ['unheard-of', 'standard', 50, 5, 10],
  ])(
    '%s, %s has priority %i and %i + %i days',
    async (classification, serviceLevel, priority, decisionDays, handlingDays) => {
      const { output } = await engine.evaluate('serviceStandard', {
        ...matter,
        classification,
        serviceLevel,
      });
      expect(output).toEqual({ priority, decisionDays, handlingDays, supplementDays: 7 });
    },
  );

  test('never promises less than one day, and whole days only', async () => {
    for (const { classification, serviceLevel } of combinations({
      classification: ['routine', 'special', 'urgent'],
      serviceLevel: ['standard', 'express'],
    })) {
      const short = { matterDecisionDays: 1, matterHandlingDays: 1, matterSupplementDays: 1 };
      const { output } = await engine.evaluate('serviceStandard', { ...short, classification, serviceLevel });
      expect(output).toMatchObject({ decisionDays: 1, handlingDays: 1, supplementDays: 1 });
    }
  });
});

describe('identityVerdict', () => {
  test.each([
    [[], 'proven', ''],
    [['DOCUMENT_EXPIRED'], 'notProven', 'documentExpired'],
    [['AUTHORISATION_MISSING'], 'notProven', 'authorisationMissing'],
    [['AUTHORISATION_EXPIRED'], 'notProven', 'authorisationExpired'],
    [['AUTHORISATION_SCOPE'], 'notProven', 'authorisationScope'],
    [['DOCUMENT_NUMBER_INVALID'], 'doubtful', ''],
    [['DOCUMENT_NOT_YET_VALID'], 'doubtful', ''],
    [['DOCUMENT_VALIDITY_UNKNOWN'], 'doubtful', ''],
    [['AUTHORISATION_PRINCIPAL_MISMATCH'], 'doubtful', ''],
    [['DOCUMENT_COPY_MISSING'], 'doubtful', ''],
    [['AGE_UNDER_18'], 'doubtful', ''],
    [['SOMETHING_NEW'], 'doubtful', ''],
    [['AGE_UNDER_18', 'DOCUMENT_EXPIRED'], 'notProven', 'documentExpired'],
  ])('%j is %s', async (identityFindings, verdict, reasonCode) => {
    const { output } = await engine.evaluate('identityVerdict', { identityFindings });
    expect(output).toMatchObject({ verdict, reasonCode });
    if (verdict !== 'proven')
      expect(output).toMatchObject({ advice: expect.stringMatching(/。$/) as string });
  });
});

describe('surveyPolicy', () => {
  test.each([
    [1, true],
    [2, true],
    [3, false],
    [4, false],
    [5, false],
    [0, true],
    [6, true],
  ])('a score of %i: call back %s', async (surveyScore, needsFollowUp) => {
    const { output, rules } = await engine.evaluate('surveyPolicy', { surveyScore });
    expect(output).toBe(needsFollowUp);
    expect(rules).toHaveLength(1);
  });
});

describe('inquiryRoute', () => {
  const route = (topic: string, matterCode: string | null) =>
    engine.evaluate('inquiryRoute', { topic, matterCode, hasMatter: matterCode !== null });
  test.each([
    ['requirements', 'refund-claim', 'intake-clerk', true, 2],
    ['howTo', 'data-access-request', 'intake-clerk', true, 2],
    ['requirements', null, 'intake-clerk', false, 2],
    ['other', 'data-access-request', 'department-data', false, 3],
    ['reviewResult', 'refund-claim', 'reviewer', false, 2],
    ['reviewResult', null, 'reviewer', false, 2],
    ['progress', 'refund-claim', 'circulation-specialist', false, 1],
    ['other', 'refund-claim', 'intake-clerk', false, 2],
    ['unheard-of', null, 'intake-clerk', false, 2],
  ])('%s about %s: %s, guide %s, %i days', async (topic, matterCode, role, sendsGuide, answerDays) => {
    const { output, rules } = await route(topic, matterCode);
    expect(output).toMatchObject({ role, sendsGuide, answerDays });
    expect(rules).toHaveLength(1);
  });

  test('names roles that somebody has, and leaves time to ask again after a message has failed for a day', async () => {
    const roles = new Set(sampleAccounts.flatMap((account) => account.roles));
    for (const { output } of await Promise.all(inquiryTopics.map((topic) => route(topic, null)))) {
      const { role, moreDays } = z.object({ role: z.string(), moreDays: z.number() }).parse(output);
      expect(roles).toContain(role);
      expect(moreDays).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('every table', () => {
  test('has fired each of its rules', () => {
    const silent = tables.flatMap(({ rules }) =>
      rules.filter(({ id }) => !engine.fired.has(id)).map(({ id }) => id),
    );
    expect(silent).toEqual([]);
  });

  test('explains itself and each rule in Chinese', () => {
    const chinese = /\p{Script=Han}/u;
    for (const { description, inputs, outputs, rules } of tables) {
      expect(description).toMatch(chinese);
      expect([...inputs, ...outputs].filter(({ label }) => !chinese.test(label))).toEqual([]);
      expect(rules.filter(({ note }) => !chinese.test(note)).map(({ id }) => id)).toEqual([]);
    }
  });

  test('says why when it is not UNIQUE, and ends in a row for everything else', () => {
    for (const { hitPolicy, description, rules, decisionId } of tables) {
      if (hitPolicy === 'FIRST') expect(description).toContain('先命中者为准');
      else if (hitPolicy === 'COLLECT') expect(description).toContain('COLLECT');
      else expect(hitPolicy).toBe('UNIQUE');
      const last = rules.at(-1);
      if (hitPolicy !== 'COLLECT') expect(`${decisionId}: ${last?.note}`).toContain('兜底');
      if (hitPolicy === 'FIRST') expect(last?.inputs.filter((cell) => cell !== '')).toEqual([]);
    }
  });
});
