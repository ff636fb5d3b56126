import { randomUUID } from 'node:crypto';
import { createReplay, type RecordedTransaction } from '../../../bench/support/replay.ts';

/** A registration as the app might have sent it. */
function recorded(id: string, number: string, hash: string, at: string): RecordedTransaction {
  return [
    { text: 'insert into "case_number_counter" returning "last_number"', values: ['20261124', 'TK', 1] },
    { text: 'insert into "cases"', values: [id, number, 'refund-claim', at] },
    { text: 'insert into "customer_token"', values: [hash, id] },
    { text: 'insert into "outbox"', values: [id, JSON.stringify({ caseId: id, number })] },
  ];
}

const one = recorded(randomUUID(), '20261124-TK-0001', 'a'.repeat(64), '2026-11-24T01:00:00.000Z');
const other = recorded(randomUUID(), '20261124-TK-0002', 'b'.repeat(64), '2026-11-24T01:00:01.000Z');

describe('repeating a recorded registration', () => {
  test('new ids, a number from the counter, a new hash and time; the rest as recorded', async () => {
    const sent: unknown[][] = [];
    const replay = createReplay(one, other);
    const execute = (_text: string, values: unknown[]) => {
      sent.push(values);
      return Promise.resolve({ rows: [{ last_number: '17' }] });
    };
    const { id, number } = await replay(execute);
    expect(number).toBe('20261124-TK-0017');
    expect([one[1]?.values[0], other[1]?.values[0]]).not.toContain(id);
    expect(sent).toEqual([
      ['20261124', 'TK', 1],
      [id, number, 'refund-claim', expect.any(Date)],
      [expect.stringMatching(/^[0-9a-f]{64}$/), id],
      [id, JSON.stringify({ caseId: id, number })],
    ]);
    expect((await replay(execute)).id).not.toBe(id);
  });

  test('two recordings that are not the same statements are refused', () => {
    expect(() => createReplay(one, other.slice().reverse())).toThrow('different statements');
  });
});
