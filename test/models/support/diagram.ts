import { child, children, number, text, type Element } from './moddle.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

/** Where everything of a process is drawn, by the id of the drawn element. */
export interface Diagram {
  readonly shapes: ReadonlyMap<string, Box>;
  /** Labels outside their element. */
  readonly labels: ReadonlyMap<string, Box>;
  readonly edges: ReadonlyMap<string, readonly Point[]>;
}

export function readDiagram(root: Element): Diagram {
  const shapes = new Map<string, Box>();
  const labels = new Map<string, Box>();
  const edges = new Map<string, readonly Point[]>();
  for (const diagram of children(root, 'diagrams'))
    for (const element of children(child(diagram, 'plane'), 'planeElement')) {
      const id = text(child(element, 'bpmnElement'), 'id') ?? '';
      const label = child(child(element, 'label'), 'bounds');
      if (label) labels.set(id, readBox(label));
      const bounds = element.$type === 'bpmndi:BPMNShape' ? child(element, 'bounds') : undefined;
      if (bounds) shapes.set(id, readBox(bounds));
      if (element.$type === 'bpmndi:BPMNEdge')
        edges.set(
          id,
          children(element, 'waypoint').map((point) => ({ x: number(point, 'x'), y: number(point, 'y') })),
        );
    }
  return { shapes, labels, edges };
}

function readBox(bounds: Element): Box {
  return {
    x: number(bounds, 'x'),
    y: number(bounds, 'y'),
    width: number(bounds, 'width'),
    height: number(bounds, 'height'),
  };
}

export function segments(points: readonly Point[]): Segment[] {
  return points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
}

/** Whether two boxes share an area (touching edges do not count). */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

/** The smallest box around a horizontal or vertical segment. */
export function around({ from, to }: Segment): Box {
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  };
}

export function isStraight({ from, to }: Segment): boolean {
  return from.x === to.x || from.y === to.y;
}

/** Whether a straight segment runs through the inside of a box. */
export function runsThrough(segment: Segment, box: Box): boolean {
  const line = around(segment);
  return (
    line.x < box.x + box.width &&
    box.x < line.x + line.width + Number.EPSILON &&
    line.y < box.y + box.height &&
    box.y < line.y + line.height + Number.EPSILON &&
    line.x + line.width > box.x &&
    line.y + line.height > box.y
  );
}

/** Whether two straight segments meet anywhere, end points included. */
export function meet(a: Segment, b: Segment): boolean {
  const [first, second] = [around(a), around(b)];
  return (
    first.x <= second.x + second.width &&
    second.x <= first.x + first.width &&
    first.y <= second.y + second.height &&
    second.y <= first.y + first.height
  );
}
