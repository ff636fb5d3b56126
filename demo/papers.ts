import { makePdf, makeScan } from '../test/support/attachments.ts';
import type { Attachment } from '../test/support/intake-client.ts';
import type { CaseWish, RequiredMaterial } from '../test/support/sample-case.ts';

/** The files of an intake: scans of documents as pictures, everything written as PDF. Made up, but real files. */
export function makePapers(
  { customer, agent, reason }: CaseWish,
  required: readonly RequiredMaterial[],
  seed: number,
): Promise<Attachment[]> {
  return Promise.all(
    required.map(async ({ code, name, needsSignature, needsSeal }, index): Promise<Attachment> => {
      if (/identity|licence|photos/.test(code))
        return {
          materialCode: code,
          fileName: `${name}.png`,
          mediaType: 'image/png',
          content: makeScan({ isSealed: needsSeal, seed: seed + index }),
        };
      const lines = [
        `申请人：${customer.name}`,
        ...(agent ? [`代理人：${agent.name}`] : []),
        `事由：${reason ?? '按办事指南提交'}`,
        ...(needsSignature ? [`签字：${agent?.name ?? customer.name}`] : []),
        ...(needsSeal ? ['（公章）'] : []),
        '样例文件，仅供演示。',
      ];
      return {
        materialCode: code,
        fileName: `${name}.pdf`,
        mediaType: 'application/pdf',
        content: await makePdf(name, lines, code),
      };
    }),
  );
}
