import { loadModels, type Model } from './support/model.ts';
import { contains, isStraight, meet, overlap, runsThrough, segments, type Box } from './support/diagram.ts';

const models = await loadModels();
const pairs = <Item>(items: readonly Item[]): [Item, Item][] =>
  items.flatMap((a, index) => items.slice(index + 1).map((b): [Item, Item] => [a, b]));

/** Boxes of flow nodes that hold nothing: a subprocess is a frame that flows may enter. */
function solidShapes({ nodes, diagram }: Model): [string, Box][] {
  return nodes
    .filter(({ type }) => type !== 'bpmn:SubProcess')
    .flatMap(({ id }): [string, Box][] => {
      const box = diagram.shapes.get(id);
      return box ? [[id, box]] : [];
    });
}

describe.each(models.map((model) => [model.processId, model] as const))('the diagram of %s', (_id, model) => {
  const { nodes, flows, diagram } = model;

  test('draws every element', () => {
    expect(nodes.filter(({ id }) => !diagram.shapes.has(id)).map(({ id }) => id)).toEqual([]);
    expect(flows.filter(({ id }) => !diagram.edges.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test('places every label outside a node explicitly', () => {
    const labelled = nodes.filter(({ type, name }) => name && /Event$|Gateway$/.test(type));
    const named = [...labelled, ...flows.filter(({ name }) => name)].map(({ id }) => id);
    expect(named.filter((id) => !diagram.labels.has(id))).toEqual([]);
  });

  test('keeps boundary events on the edge of their host and everything else inside its scope', () => {
    const astray = nodes.filter(({ id, scope, attachedTo }) => {
      const box = diagram.shapes.get(id);
      const frame = diagram.shapes.get(attachedTo ?? scope);
      if (!box || !frame) return false;
      return attachedTo ? !overlap(box, frame) || contains(frame, box) : !contains(frame, box);
    });
    expect(astray.map(({ id }) => id)).toEqual([]);
  });

  test('overlaps no nodes', () => {
    const attached = new Map(nodes.map(({ id, attachedTo }) => [id, attachedTo]));
    const overlapping = pairs(solidShapes(model))
      .filter(
        ([[a, boxA], [b, boxB]]) => attached.get(a) !== b && attached.get(b) !== a && overlap(boxA, boxB),
      )
      .map(([[a], [b]]) => `${a} × ${b}`);
    expect(overlapping).toEqual([]);
  });

  test('draws flows in right angles, from edge to edge, through no node', () => {
    const odd = flows.flatMap(({ id, source, target }) =>
      segments(diagram.edges.get(id) ?? []).flatMap((segment) => {
        if (!isStraight(segment)) return [`${id} is slanted`];
        return solidShapes(model)
          .filter(([, box]) => runsThrough(segment, box))
          .filter(([node, box]) => {
            const isEnd = node === source || node === target;
            // A flow of a boundary event may start on the edge of the event's host.
            const host = nodes.find((candidate) => candidate.id === source)?.attachedTo === node;
            return !isEnd && !host && box.width > 0;
          })
          .map(([node]) => `${id} runs through ${node}`);
      }),
    );
    expect(odd).toEqual([]);
  });

  test('lets flows meet only where they part from or come to the same node', () => {
    const crossing = pairs(flows)
      .filter(([a, b]) => a.source !== b.source && a.target !== b.target)
      .filter(([a, b]) => a.target !== b.source && b.target !== a.source)
      .filter(([a, b]) =>
        segments(diagram.edges.get(a.id) ?? []).some((first) =>
          segments(diagram.edges.get(b.id) ?? []).some((second) => meet(first, second)),
        ),
      )
      .map(([a, b]) => `${a.id} × ${b.id}`);
    expect(crossing).toEqual([]);
  });

  test('writes labels clear of nodes, flows, frames and other labels', () => {
    const frames = nodes
      .filter(({ type }) => type === 'bpmn:SubProcess')
      .flatMap(({ id }): [string, Box][] => {
        const box = diagram.shapes.get(id);
        return box ? [[id, box]] : [];
      });
    const labels = [...diagram.labels];
    const clashes = [
      ...pairs(labels)
        .filter(([[, a], [, b]]) => overlap(a, b))
        .map(([[a], [b]]) => `${a} × label of ${b}`),
      ...labels.flatMap(([id, label]) => [
        ...solidShapes(model)
          .filter(([, box]) => overlap(label, box))
          .map(([node]) => `${id} × ${node}`),
        ...frames
          .filter(([, box]) => overlap(label, box) && !contains(box, label))
          .map(([node]) => `${id} × ${node}`),
        ...flows
          .filter((flow) =>
            segments(diagram.edges.get(flow.id) ?? []).some((line) => runsThrough(line, label)),
          )
          .map((flow) => `${id} × ${flow.id}`),
      ]),
    ];
    expect(clashes).toEqual([]);
  });
});
