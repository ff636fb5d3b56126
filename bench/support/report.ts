import { median, reaches, spread } from './statistics.ts';
import type { Measured, Subject } from './subject.ts';

/** What became of one subject. */
export interface Figure {
  subject: Subject;
  ours: number;
  bare: number;
  oursSpread: number;
  bareSpread: number;
  ratio: number;
  ok: boolean;
}

/** The medians of both arms, their ratio and whether it reaches the aim. */
export function figureOf(subject: Subject, measured: Measured): Figure {
  const ours = median(measured.ours);
  const bare = median(measured.bare);
  const ratio = ours / bare;
  if (!Number.isFinite(ratio)) throw new Error(`${subject.id} came to no number.`);
  return {
    subject,
    ours,
    bare,
    oursSpread: spread(measured.ours),
    bareSpread: spread(measured.bare),
    ratio,
    ok: reaches(ratio, subject.aim, subject.better),
  };
}

/** For machines: by subject, ratios with three decimals. */
export function toJson(figures: readonly Figure[]): string {
  return JSON.stringify(
    Object.fromEntries(
      figures.map(({ subject: { id, aim, better, unit }, ratio, ok, ours, bare, oursSpread, bareSpread }) => [
        id,
        {
          ratio: rounded(ratio),
          aim,
          better,
          ok,
          unit,
          ours: rounded(ours),
          bare: rounded(bare),
          oursSpread: rounded(oursSpread),
          bareSpread: rounded(bareSpread),
        },
      ]),
    ),
  );
}

/** For people: one line per subject, the spread (largest − smallest, of the median) behind each median. */
export function toTable(figures: readonly Figure[]): string {
  const rows = [
    ['', 'ours', 'spread', 'bare', 'spread', 'unit', 'ratio', 'aim', '', 'what'],
    ...figures.map(({ subject, ours, bare, oursSpread, bareSpread, ratio, ok }) => [
      subject.id,
      short(ours),
      percent(oursSpread),
      short(bare),
      percent(bareSpread),
      subject.unit,
      ratio.toFixed(2),
      `${subject.better === 'higher' ? '≥' : '≤'} ${subject.aim.toFixed(2)}`,
      ok ? 'ok' : 'missed',
      subject.title,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const rounded = (value: number) => Number(value.toPrecision(4));
const short = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const percent = (share: number) => `±${((share / 2) * 100).toFixed(0)} %`;
