import { Agent, request } from 'node:http';
import { IntakeClient } from '../../test/support/intake-client.ts';
import { buildCase } from '../../test/support/sample-case.ts';
import { createPeople } from '../../test/support/sample-people.ts';
import { currentConsentVersion } from '../../src/http/api/case-schema.ts';

/** A client that keeps its connections, as light as can be: it shares the machine with what it measures. */
export interface CaseLoad {
  /** Hands one of the prepared applications in. Rejects unless it was registered anew. */
  register(): Promise<string>;
  close(): void;
}

const preparedCases = 200;
const matterCode = 'refund-claim';

/** Applications without files, complete and in order, of different people. `appUrl` is asked what the matter needs. */
export async function prepareCases(appUrl: string, seed: number): Promise<Buffer[]> {
  const people = createPeople(seed);
  const client = new IntakeClient(appUrl);
  const required = await client.requiredMaterials({ matterCode, customer: people.person() });
  return Array.from({ length: preparedCases }, () =>
    Buffer.from(
      JSON.stringify(buildCase({ matterCode, customer: people.person() }, required, currentConsentVersion)),
    ),
  );
}

export function createCaseLoad(url: string, bodies: readonly Buffer[]): CaseLoad {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  let sent = 0;
  return {
    register() {
      const body = bodies[sent % bodies.length] ?? Buffer.alloc(0);
      sent += 1;
      return new Promise((resolve, reject) => {
        const call = request(
          {
            agent,
            hostname,
            port,
            path: '/api/cases',
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'content-length': body.length,
              // Many customers, not one: the limit of requests per client is not what is measured.
              'x-forwarded-for': `203.0.${Math.floor(sent / 250) % 250}.${sent % 250}`,
            },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => {
              const text = Buffer.concat(chunks).toString('utf8');
              if (response.statusCode === 201) resolve(text);
              else
                reject(new Error(`A registration was answered with ${response.statusCode ?? '?'}: ${text}`));
            });
          },
        );
        call.on('error', reject);
        call.end(body);
      });
    },
    close: () => {
      agent.destroy();
    },
  };
}
