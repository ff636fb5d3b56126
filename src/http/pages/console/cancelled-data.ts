import type { EndedInstance, HandChange } from '../../../engine/reader.ts';
import {
  casesOfInstances,
  openInstanceKeys,
  settledChanges,
  type CaseRecord,
} from '../../../register/index.ts';
import type { HttpDeps } from '../../deps.ts';
import { unlessAway } from './engine-state.ts';

const dayMs = 86_400_000;

/** An open case whose process is over. */
export interface EndedCase {
  readonly found: CaseRecord;
  readonly ended: EndedInstance;
}

/** A change by hand to a case's process that nobody has looked into yet. */
export interface ChangedCase {
  readonly found: CaseRecord;
  readonly change: HandChange;
}

export interface Irregularities {
  readonly ended: readonly EndedCase[];
  /** Undefined when this engine does not tell. */
  readonly changed: readonly ChangedCase[] | undefined;
}

/** What was done to cases' processes past the model and waits for somebody. Undefined: cannot be read now. */
export function readIrregularities(deps: HttpDeps, shownDays: number): Promise<Irregularities | undefined> {
  return unlessAway(
    deps.logger,
    Promise.all([readEnded(deps), readChanged(deps, shownDays)]).then(([ended, changed]) => ({
      ended,
      changed,
    })),
  );
}

async function readEnded({ register, engine }: HttpDeps): Promise<readonly EndedCase[]> {
  const ended = await engine.endedInstances(await openInstanceKeys(register));
  // Read again: a case may have been closed, or started anew, while the engine was asked.
  const cases = await casesOfInstances(
    register,
    ended.map(({ processInstanceKey }) => processInstanceKey),
  );
  return ended.flatMap((one) => {
    const found = cases.get(one.processInstanceKey);
    return found && found.status !== 'closed' ? [{ found, ended: one }] : [];
  });
}

async function readChanged(
  { register, engine, clock }: HttpDeps,
  shownDays: number,
): Promise<readonly ChangedCase[] | undefined> {
  const changes = await engine.handChanges(new Date(clock.now().getTime() - shownDays * dayMs));
  if (!changes) return undefined;
  const [cases, settled] = await Promise.all([
    casesOfInstances(
      register,
      changes.map(({ rootInstanceKey }) => rootInstanceKey),
    ),
    settledChanges(
      register,
      changes.map(({ key }) => key),
    ),
  ]);
  return changes.flatMap((change) => {
    const found = cases.get(change.rootInstanceKey);
    return found && !settled.has(change.key) ? [{ found, change }] : [];
  });
}
