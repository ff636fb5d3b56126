import type { Clock } from '../clock.ts';
import type { DocumentStore } from '../documents/index.ts';
import type { EngineReader } from '../engine/reader.ts';
import type { Logger } from '../logger.ts';
import type { MatterCatalogue } from '../matters/index.ts';
import type { Notices, SmsCallback } from '../notification/index.ts';
import type { Register } from '../register/index.ts';
import type { RateLimits } from './limits.ts';

/** How one part of the process is doing, as `/readyz` reports it. */
export interface PartHealth {
  isHealthy: boolean;
  /** In plain words, without personal data; absent when there is nothing to say. */
  detail?: string;
}

/** A background loop, woken by the register's own signals, that says whether it makes progress. */
export interface BackgroundLoop {
  health(): PartHealth;
}

/**
 * What the web side needs to know of the engine; it never talks to it directly. What is read of the engine's state
 * rejects when its store is out of reach: a page then says so and shows the rest.
 */
export interface EngineProbe extends Pick<
  EngineReader,
  'openTasks' | 'tokens' | 'modelXml' | 'endedInstances' | 'handChanges' | 'openIncidents'
> {
  /** Whether the engine answers. Never rejects. */
  reach(): Promise<PartHealth>;
  /** One entry per job type. */
  workers(): Readonly<Record<string, PartHealth>>;
  /** Jobs finished since the start, by type and outcome (`completed`, `error`, `failed`, …). */
  jobCounts(): readonly { type: string; outcome: string; count: number }[];
  /** Whether the engine's newest versions are our last deployment. Never rejects. */
  deployment(): Promise<PartHealth>;
}

export interface HttpDeps {
  register: Register;
  documents: DocumentStore;
  matters: MatterCatalogue;
  notices: Pick<Notices, 'issueNotice' | 'confirmAppointment'>;
  engine: EngineProbe;
  /** Sends notices. */
  sender: BackgroundLoop;
  /** Brings messages to the engine. */
  relay: BackgroundLoop;
  /** Absent when no SMS provider is configured. `refused`: the signature is not the provider's. */
  smsCallback: ((callback: SmsCallback) => Promise<'recorded' | 'ignored' | 'refused'>) | undefined;
  /** Where uploads lie while a request is read; absent: the system's temporary folder. */
  uploadFolder?: string;
  /** Absent: the usual limits of limits.ts. */
  rateLimits?: RateLimits;
  clock: Clock;
  logger: Logger;
  config: {
    /** Without a trailing slash. */
    publicUrl: string;
    tasklistUrl: string;
    operateUrl: string;
  };
}
