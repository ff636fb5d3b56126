import type { IntakeClient } from '../test/support/intake-client.ts';
import { readFile, type CaseRun } from './case-run.ts';
import { words } from './words.ts';

/** What became of one intake. */
export interface CaseReport {
  number: string;
  matter: string;
  classification: string | null;
  /** As in the register; null while the case is under way. */
  outcome: string | null;
  /** Templates of the notices to the customer, oldest first. */
  notices: string[];
  surveyScore: number | null;
}

export interface ReportLine extends CaseReport {
  story: string;
  /** The task that waits for whoever tries the demo. */
  waitsAt: string | undefined;
}

export async function reportOn(run: CaseRun, client: IntakeClient): Promise<ReportLine> {
  const [file, view] = await Promise.all([
    readFile(client, run.handedIn.id),
    client.readCustomer(run.handedIn.customerLink),
  ]);
  return {
    number: file.number,
    matter: file.matterName,
    classification: file.classification,
    outcome: file.outcome,
    notices: view.notices.map(({ template }) => template),
    surveyScore: view.survey?.score ?? null,
    story: run.scenario.story,
    waitsAt: run.waitsAt,
  };
}

/** A table for people; Chinese characters count as two columns. */
export function toTable(lines: readonly ReportLine[]): string {
  const rows = [
    ['编号', '事项', '分类', '结果', '通知', '评分', '情节'],
    ...lines.map((line) => [
      line.number,
      line.matter,
      words[line.classification ?? ''] ?? '',
      line.waitsAt ? '待办' : (words[line.outcome ?? ''] ?? '办理中'),
      String(line.notices.length),
      line.surveyScore === null ? '' : String(line.surveyScore),
      line.story,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);
}

const pad = (text: string, columns: number) => text + ' '.repeat(Math.max(0, columns - width(text)));
