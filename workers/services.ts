import type { Notices } from '../src/notification/index.ts';
import type { Register } from '../src/register/index.ts';
import { workerDefiner } from '../src/engine/define-worker.ts';

/** What every handler gets beside its job. Domain functions that need nothing but the register are imported. */
export interface Services {
  readonly register: Register;
  readonly notification: Notices;
  readonly engine: {
    /** The username of who completed a user task; waits for the record, then throws to be tried again. */
    whoCompleted(task: {
      readonly processInstanceKey: string;
      readonly elementId: string;
      /** Which completion of the task in this instance, from 1. */
      readonly occurrence: number;
    }): Promise<string>;
  };
  /** Without a trailing slash. */
  readonly publicUrl: string;
}

export const defineWorker = workerDefiner<Services>();
