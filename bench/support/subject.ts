import type { Better } from './statistics.ts';
import type { Scratch } from './scratch.ts';

/** What was measured, one number per round and arm, warm-up left out. */
export interface Measured {
  ours: readonly number[];
  bare: readonly number[];
}

export interface SubjectContext {
  /** The stack that the subjects share; started by the first that asks for it. */
  scratch: () => Promise<Scratch>;
  /** Ends the shared stack, for a subject that needs the machine for itself. */
  endScratch: () => Promise<void>;
  /** Everything of the run lies below it; removed at the end. */
  folder: string;
  /** A smoke run: the smallest numbers with which everything still happens once. */
  isQuick: boolean;
  say: (line: string) => void;
}

/** One figure: what it compares, what it should come to and how it is measured. */
export interface Subject {
  id: string;
  title: string;
  /** What the two numbers count: `instances/s`, `ms`. */
  unit: string;
  ours: string;
  bare: string;
  aim: number;
  better: Better;
  /** Throws when it could not be measured. */
  measure: (context: SubjectContext) => Promise<Measured>;
}
