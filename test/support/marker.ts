import { z } from 'zod';
import { createRecordSearch } from './opensearch.ts';
import { until } from './wait.ts';

const marker = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="Definitions_Marker" targetNamespace="test">
  <bpmn:process id="test-marker" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Marker" />
  </bpmn:process>
</bpmn:definitions>`;

const created = z.object({ processInstanceKey: z.union([z.string(), z.number()]) });

/**
 * Returns once everything that the engine has done so far can be searched: an instance started now has been
 * exported to its end, and the export keeps the order.
 */
export async function awaitExported(stack: { openSearchUrl: string; restUrl: string }): Promise<void> {
  const form = new FormData();
  form.append('resources', new Blob([marker], { type: 'text/xml' }), 'test-marker.bpmn');
  await post(`${stack.restUrl}/v2/deployments`, { body: form });
  const { processInstanceKey } = created.parse(
    await post(`${stack.restUrl}/v2/process-instances`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ processDefinitionId: 'test-marker', bpmnProcessId: 'test-marker' }),
    }),
  );
  const records = createRecordSearch(stack.openSearchUrl);
  await until('the marker instance has been exported', async () => {
    const { hits } = await records.search(['process-instance'], {
      size: 1,
      query: {
        bool: {
          filter: [{ term: { key: String(processInstanceKey) } }, { term: { intent: 'ELEMENT_COMPLETED' } }],
        },
      },
    });
    return hits.hits.length > 0;
  });
}

async function post(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', ...init });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
