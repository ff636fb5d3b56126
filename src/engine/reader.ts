/** A task that waits for a person. */
export interface OpenTask {
  /** The user task's key: what Tasklist's address ends with. */
  readonly key: string;
  readonly elementId: string;
  /** The element's name in the deployed model. */
  readonly name: string;
  readonly processId: string;
  /** The instance that holds the task: the called process's own. */
  readonly processInstanceKey: string;
  /** The instance at the top, which the register knows a case by. */
  readonly rootInstanceKey: string;
  readonly groups: readonly string[];
  readonly assignee: string | null;
  readonly priority: number;
  readonly dueAt: Date | null;
  readonly createdAt: Date | null;
}

export interface OpenTaskQuery {
  /** Tasks for any of these candidate groups that nobody has taken … */
  readonly groups: readonly string[];
  /** … and those assigned to this person, whatever their group. */
  readonly username: string;
  /** At most 1,000: own tasks first, then by priority (high first), then by due date (early first). */
  readonly limit: number;
}

/** Where an instance stands: the elements with a token, sub-processes that contain one included. */
export interface InstanceTokens {
  readonly processInstanceKey: string;
  readonly processDefinitionKey: string;
  readonly processId: string;
  readonly elementIds: readonly string[];
  /** Those of `elementIds` with an unresolved incident. */
  readonly incidentElementIds: readonly string[];
}

/** An instance that is over for the engine. */
export interface EndedInstance {
  readonly processInstanceKey: string;
  /** `cancelled`: it did not come to an end event of its own. */
  readonly ending: 'cancelled' | 'completed';
  readonly endedAt: Date;
  /** User name of who cancelled it, when that is known. */
  readonly endedBy: string | null;
}

/** Something that somebody did to a running instance past the model. */
export interface HandChange {
  /** Unique and the same each time it is read. */
  readonly key: string;
  /** `modified`: tokens were moved; `migrated`: put on another version; `variables`: values were overwritten. */
  readonly kind: 'modified' | 'migrated' | 'variables';
  readonly rootInstanceKey: string;
  readonly changedAt: Date;
  /** User name, when it is known. */
  readonly changedBy: string | null;
}

export interface OpenIncident {
  readonly key: string;
  readonly rootInstanceKey: string;
  readonly processId: string;
  readonly elementId: string;
}

/** What the engine holds as its newest version of a process, decision or form. */
export interface DeployedModel {
  /** MD5 of the deployed file, in base64. */
  readonly checksum: string;
  /** Equal for what was deployed together; absent when this engine does not tell. */
  readonly deploymentKey?: string | undefined;
}

/**
 * What is read of the engine's state. All of it comes from what the engine has exported (about a second behind), so
 * each method rejects when that store is out of reach. Keys are text, for they exceed 2^53. Nothing here holds
 * variables or personal data.
 */
export interface EngineReader {
  /** `false`: `newestModels` leaves forms out, because this engine does not tell of them (8.9 has no search for them). */
  readonly tellsForms?: boolean;
  /**
   * The user names of who completed a user task in this instance, oldest completion first; `null` for one that was
   * completed without an assignee. Waiting for the record to come: src/engine/who-completed.ts.
   */
  completers(processInstanceKey: string, elementId: string): Promise<readonly (string | null)[]>;
  /** By `process <id>`, `decision <id>` and `form <id>`. */
  newestModels(): Promise<ReadonlyMap<string, DeployedModel>>;
  openTasks(query: OpenTaskQuery): Promise<readonly OpenTask[]>;
  /** The instance and everything that it called, as far as something is active; empty when it is over or unknown. */
  tokens(rootInstanceKey: string): Promise<readonly InstanceTokens[]>;
  /** The BPMN of a deployed version; undefined when the engine does not know it. */
  modelXml(processDefinitionKey: string): Promise<string | undefined>;
  /** Those of the root instances (at most 10,000) that are over. */
  endedInstances(rootInstanceKeys: readonly string[]): Promise<readonly EndedInstance[]>;
  /** Changes by hand since a moment, newest first, at most 1,000; undefined when this engine does not tell. */
  handChanges(since: Date): Promise<readonly HandChange[] | undefined>;
  /** Unresolved incidents, newest first, at most 1,000. */
  openIncidents(): Promise<readonly OpenIncident[]>;
}
