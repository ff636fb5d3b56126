import type { Clock } from '../clock.ts';
import type { DocumentStore } from '../documents/index.ts';
import type { Logger } from '../logger.ts';
import type { MatterCatalogue } from '../matters/index.ts';
import type { Register } from '../register/index.ts';

/** How one part of the process is doing, as `/readyz` reports it. */
export interface PartHealth {
  isHealthy: boolean;
  /** In plain words, without personal data; absent when there is nothing to say. */
  detail?: string;
}

/** A background loop that can be woken at once and says whether it makes progress. */
export interface BackgroundLoop {
  nudge(): void;
  health(): PartHealth;
}

/** What the web side needs to know of the engine; it never talks to it directly. */
export interface EngineProbe {
  /** Whether the engine answers. Never rejects. */
  reach(): Promise<PartHealth>;
  /** One entry per job type. */
  workers(): Readonly<Record<string, PartHealth>>;
  /** Whether the engine's newest versions are our last deployment. Never rejects. */
  deployment(): Promise<PartHealth>;
}

/** A status report of the SMS provider, as it arrived. */
export interface SmsCallback {
  /** The exact public address that the provider called. */
  url: string;
  signature: string;
  parameters: Readonly<Record<string, string>>;
}

export interface HttpDeps {
  register: Register;
  documents: DocumentStore;
  matters: MatterCatalogue;
  engine: EngineProbe;
  /** Sends notices. */
  sender: BackgroundLoop;
  /** Brings messages to the engine; nudged after each transaction that wrote one. */
  relay: BackgroundLoop;
  /** Absent when no SMS provider is configured. `refused`: the signature is not the provider's. */
  smsCallback: ((callback: SmsCallback) => Promise<'recorded' | 'ignored' | 'refused'>) | undefined;
  clock: Clock;
  logger: Logger;
  config: {
    /** Without a trailing slash. */
    publicUrl: string;
    tasklistUrl: string;
    operateUrl: string;
  };
}
