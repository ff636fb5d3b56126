import { figureOf, toJson } from '../../../bench/support/report.ts';
import { alternate, median, quantile, reaches, spread } from '../../../bench/support/statistics.ts';
import type { Subject } from '../../../bench/support/subject.ts';

const subject: Subject = {
  id: 'R3',
  title: 'this ÷ that',
  unit: 'per second',
  ours: 'this',
  bare: 'that',
  aim: 0.85,
  better: 'higher',
  measure: () => Promise.resolve({ ours: [], bare: [] }),
};

describe('the statistics of the figures', () => {
  test('the median is the middle, whatever the order; of an even count the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 10, 2, 4])).toBe(3);
    expect(() => median([])).toThrow('Nothing was measured.');
  });

  test('a quantile lies between its neighbours, and numbers are not sorted as texts', () => {
    expect(quantile([10, 9, 100], 1)).toBe(100);
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([7], 0.99)).toBe(7);
  });

  test('the spread is the distance of the extremes as a share of the median', () => {
    expect(spread([90, 100, 120])).toBeCloseTo(0.3);
    expect(spread([5])).toBe(0);
  });

  test('an aim is reached from its own side, the aim itself included', () => {
    expect(reaches(0.85, 0.85, 'higher')).toBe(true);
    expect(reaches(0.84, 0.85, 'higher')).toBe(false);
    expect(reaches(1.05, 1.05, 'lower')).toBe(true);
    expect(reaches(1.06, 1.05, 'lower')).toBe(false);
  });
});

describe('alternation', () => {
  test('one arm after the other, the beginner changes, and the warm-up is in no result', async () => {
    const order: string[] = [];
    const arm = (name: string) => (round: number) => {
      order.push(`${name}${round}`);
      return Promise.resolve(round);
    };
    const results = await alternate({ ours: arm('ours'), bare: arm('bare') }, { rounds: 3, warmUps: 1 });
    expect(order).toEqual(['ours0', 'bare0', 'bare1', 'ours1', 'ours2', 'bare2', 'bare3', 'ours3']);
    expect(results).toEqual({ ours: [1, 2, 3], bare: [1, 2, 3] });
  });

  test('never runs both arms at once', async () => {
    let running = 0;
    const arm = async () => {
      running += 1;
      await new Promise((resolve) => setImmediate(resolve));
      const seen = running;
      running -= 1;
      return seen;
    };
    const { ours, bare } = await alternate({ ours: arm, bare: arm }, { rounds: 4 });
    expect([...ours, ...bare]).toEqual(new Array(8).fill(1));
  });

  test('an arm that fails ends the measurement', async () => {
    const bare = () => Promise.reject(new Error('down'));
    await expect(alternate({ ours: () => Promise.resolve(1), bare }, { rounds: 2 })).rejects.toThrow('down');
  });
});

describe('a figure', () => {
  test('is the ratio of the medians and says whether the aim is reached', () => {
    const figure = figureOf(subject, { ours: [80, 90, 500], bare: [100, 1, 101] });
    expect(figure).toMatchObject({ ours: 90, bare: 100, ratio: 0.9, ok: true });
    expect(JSON.parse(toJson([figure]))).toMatchObject({
      R3: { ratio: 0.9, aim: 0.85, better: 'higher', ok: true },
    });
  });

  test('is no figure without numbers', () => {
    expect(() => figureOf(subject, { ours: [], bare: [1] })).toThrow('Nothing was measured.');
    expect(() => figureOf(subject, { ours: [1], bare: [0] })).toThrow('R3 came to no number.');
  });
});
