import { makePdf } from './attachments.ts';
import type { Attachment, IntakeClient } from './intake-client.ts';
import type { CaseWish } from './sample-case.ts';

/** Gives every material that the matter asks for the same small PDF: made once, for speed. */
export async function createAttacher(
  client: IntakeClient,
): Promise<(wish: CaseWish) => Promise<Attachment[]>> {
  const content = await makePdf('资料', ['测试用'], 'material');
  return async (wish) =>
    (await client.requiredMaterials(wish)).map(({ code }) => ({
      materialCode: code,
      fileName: `${code}.pdf`,
      mediaType: 'application/pdf',
      content,
    }));
}
