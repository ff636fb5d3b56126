import { Router } from 'express';
import { fileURLToPath } from 'node:url';
import { addWorkingDays } from '../../../calendar/index.ts';
import { loadOffice, loadWords } from '../../../notification/index.ts';
import {
  displayNames,
  findSiblingCases,
  findStaff,
  listDocuments,
  listEntryChanges,
  listMaterials,
  listNotices,
  listParties,
  readQuerySecret,
  readReason,
  revealParty,
  type CaseRecord,
  type Store,
} from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { findVisibleCase } from '../console/case-file.ts';
import { sendPage } from '../layout.ts';
import { clerkPage } from './clerk-page.ts';
import { receiptPage } from './print-receipt.ts';
import { sheetPage } from './print-sheet.ts';
import { qrCode } from './qr-code.ts';
import { receiptTexts } from './receipt-texts.ts';
import { registeredPage } from './registered-page.ts';

const templates = fileURLToPath(new URL('../../../../templates/', import.meta.url));

/** What is shown and printed once a case is registered. Prints show persons in the clear, and are audited. */
export function createPrintRoutes(deps: HttpDeps): Router {
  const { register, matters, config } = deps;
  const router = Router();
  const office = loadOffice(templates);
  const words = loadWords(templates);

  router.get(
    '/console/counter/registered/:id',
    clerkPage(deps, async (request, response, staff, frame) => {
      const found = await findVisibleCase(register, staff, String(request.params.id));
      const [parties, materials, documents, siblings] = await Promise.all([
        listParties(register, found.id),
        handedIn(register, found.id),
        listDocuments(register, found.id),
        findSiblingCases(register, found.id),
      ]);
      sendPage(response, registeredPage(frame, { found, parties, materials, documents, siblings }));
    }),
  );

  router.get(
    '/console/cases/:id/print/receipt',
    clerkPage(deps, async (request, response, staff) => {
      const found = await findVisibleCase(register, staff, String(request.params.id));
      const { id, number, language } = found;
      const address = `${config.publicUrl}/progress?number=${encodeURIComponent(number)}`;
      const receipt = await register.transaction(async (store) => {
        const reveal = { caseId: id, actor: staff.username, reason: 'printReceipt' };
        const { parties } = await revealParty(store, reveal);
        const [masked] = await listParties(store, id);
        const notices = await listNotices(store, id);
        return {
          parties,
          documentMasked: masked?.documentNumberMasked ?? '',
          materials: await handedIn(store, id),
          noticeNumber: notices.find(({ template }) => template === 'receipt')?.number,
          receivedBy: await registrarName(store, found),
          decisionDueAt: found.decisionDueAt ?? (await decisionLimit(store, found)),
          secret: await readQuerySecret(store, id),
        };
      });
      const english = new Map(
        matters
          .materialsFor(found.matterCode, found.customerType, true)
          .map(({ code, nameEn }) => [code, nameEn]),
      );
      const matter = matters.get(found.matterCode);
      sendPage(
        response,
        receiptPage({
          ...receipt,
          found,
          matterName: language === 'en' ? (matter?.nameEn ?? found.matterName) : found.matterName,
          channelName: words[language].channel[found.channel],
          materialName: ({ code, name }) => (language === 'en' ? (english.get(code) ?? name) : name),
          progress: { address, picture: await qrCode(address, receiptTexts(language).progressCode) },
          office,
        }),
      );
    }),
  );

  router.get(
    '/console/cases/:id/print/sheet',
    clerkPage(deps, async (request, response, staff) => {
      const found = await findVisibleCase(register, staff, String(request.params.id));
      const { id } = found;
      const sheet = await register.transaction(async (store) => {
        const reveal = { caseId: id, actor: staff.username, reason: 'printRegisterSheet' };
        const { parties, authorisation } = await revealParty(store, reveal);
        const changes = await listEntryChanges(store, id);
        const names = await displayNames(
          store,
          changes.map(({ changedBy }) => changedBy),
        );
        return {
          parties,
          authorisation,
          changes,
          reason: await readReason(store, id),
          materials: await handedIn(store, id),
          documents: await listDocuments(store, id),
          registeredBy: await registrarName(store, found),
          nameOf: (username: string) => names.get(username) ?? username,
        };
      });
      const picture = await qrCode(`${config.publicUrl}/console/cases/${id}`, '打开案卷的二维码');
      sendPage(response, sheetPage({ ...sheet, found, picture }));
    }),
  );

  /** Until the procedure has set it, by the same table. */
  async function decisionLimit(store: Store, { matterCode, receivedAt }: CaseRecord): Promise<Date> {
    return addWorkingDays(store, receivedAt, matters.get(matterCode)?.decisionDays ?? 0);
  }

  return router;
}

/** What was handed in at registration. */
async function handedIn(store: Store, caseId: string) {
  return (await listMaterials(store, caseId)).filter(({ round }) => round === 0);
}

/** Who registered the case at the window; undefined for a customer's own entry. */
async function registrarName(store: Store, { registeredBy }: CaseRecord): Promise<string | undefined> {
  return registeredBy === null ? undefined : (await findStaff(store, registeredBy))?.displayName;
}
