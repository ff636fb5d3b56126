import { z } from 'zod';
import { customerTypes } from '../../register/index.ts';
import type { HttpDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { currentConsentVersion } from './case-schema.ts';
import { defineRoute, noBody, noParams, type Route } from './route.ts';

const materialSchema = z.object({
  code: z.string(),
  name: z.string(),
  isRequired: z.boolean(),
  copies: z.int(),
  form: z.enum(['original', 'copy', 'any']),
  needsSignature: z.boolean(),
  needsSeal: z.boolean(),
  standard: z.string().meta({ description: 'When the material is accepted.' }),
});

const mattersSchema = z.object({
  consentVersion: z.string(),
  matters: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      canBeUrgent: z.boolean().meta({ description: 'Whether urgent handling can be asked for.' }),
      handlingDays: z.int().meta({ description: 'Promised working days from acceptance.' }),
      materials: z.array(
        z.object({
          customerType: z.enum(customerTypes),
          hasAgent: z.boolean(),
          list: z.array(materialSchema),
        }),
      ),
    }),
  ),
});

export function matterRoutes({ matters }: HttpDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/matters',
      operationId: 'listMatters',
      summary: 'The matters of the window and what each asks for',
      access: 'public',
      params: noParams,
      body: noBody,
      success: {
        schema: mattersSchema,
        statuses: { 200: 'All matters' },
        example: {
          consentVersion: currentConsentVersion,
          matters: [
            {
              code: 'refund-claim',
              name: '退款申请',
              canBeUrgent: true,
              handlingDays: 7,
              materials: [
                {
                  customerType: 'person',
                  hasAgent: false,
                  list: [
                    {
                      code: 'application-form',
                      name: '退款申请表',
                      isRequired: true,
                      copies: 1,
                      form: 'original',
                      needsSignature: true,
                      needsSeal: false,
                      standard: '填写完整，本人签字。',
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
      problems: [],
      handle({ request }) {
        const language = languageOf(request);
        const combinations = customerTypes.flatMap((customerType) =>
          [false, true].map((hasAgent) => ({ customerType, hasAgent })),
        );
        return Promise.resolve({
          status: 200,
          body: {
            consentVersion: currentConsentVersion,
            matters: matters.list(language).map((matter) => ({
              ...matter,
              materials: combinations.map(({ customerType, hasAgent }) => ({
                customerType,
                hasAgent,
                list: matters
                  .materialsFor(matter.code, customerType, hasAgent)
                  .map((material) =>
                    language === 'en'
                      ? { ...material, name: material.nameEn, standard: material.standardEn }
                      : material,
                  ),
              })),
            })),
          },
        });
      },
    }),
  ];
}
