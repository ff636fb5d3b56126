/*
 * Draws the processes of a case with their tokens into `#diagrams`. The words above it say the same; when anything is
 * wrong here they are enough, and nothing is shown.
 */
const place = document.querySelector('#diagrams');

/** Below this the names cannot be read; a larger diagram is scrolled instead. */
const smallestScale = 0.62;
const padding = 12;
/** At the bottom, where the viewer puts its makers' mark, px on the screen. */
const markHeight = 32;

/** bpmn-js comes as a plain script that sets a global. */
function loadViewer() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/assets/bpmn-viewer.js';
    script.onload = () => resolve(globalThis.BpmnJS);
    script.onerror = reject;
    document.head.append(script);
  });
}

async function draw(Viewer, diagram, box) {
  const canvasBox = document.createElement('div');
  canvasBox.className = 'diagram-canvas';
  box.append(canvasBox);
  const viewer = new Viewer({ container: canvasBox });
  await viewer.importXML(diagram.xml);
  const canvas = viewer.get('canvas');
  const elements = viewer.get('elementRegistry');

  const { inner } = canvas.viewbox();
  const fitting = box.clientWidth / (inner.width + 2 * padding);
  const scale = Math.min(1, Math.max(smallestScale, fitting));
  const shown = {
    x: inner.x - padding,
    y: inner.y - padding,
    width: inner.width + 2 * padding,
    height: inner.height + 2 * padding + markHeight / scale,
  };
  canvasBox.style.width = `${Math.ceil(shown.width * scale)}px`;
  canvasBox.style.height = `${Math.ceil(shown.height * scale)}px`;
  canvas.resized();
  canvas.viewbox(shown);

  const active = diagram.elementIds.map((id) => elements.get(id)).filter(Boolean);
  for (const element of active) {
    const isStuck = diagram.incidentElementIds.includes(element.id);
    const isContainer = active.some((other) => isInside(other, element));
    canvas.addMarker(element.id, isStuck ? 'is-stuck' : isContainer ? 'is-around' : 'is-active');
    if (isContainer && !isStuck) continue;
    const badge = document.createElement('div');
    badge.className = isStuck ? 'token stuck' : 'token';
    badge.textContent = isStuck ? '故障' : '当前';
    viewer.get('overlays').add(element.id, { position: { bottom: 10, left: -10 }, html: badge });
  }
  const first = active.find((element) => !active.some((other) => isInside(other, element)));
  if (first) {
    box.scrollLeft = (first.x + first.width / 2 - inner.x + padding) * scale - box.clientWidth / 2;
    box.scrollTop = (first.y + first.height / 2 - inner.y + padding) * scale - box.clientHeight / 2;
  }
}

function isInside(element, outer) {
  for (let parent = element.parent; parent; parent = parent.parent) if (parent === outer) return true;
  return false;
}

/** One button for each process; the innermost one is open. */
function tabs(diagrams, show) {
  const bar = document.createElement('div');
  bar.className = 'diagram-tabs';
  const buttons = diagrams.map((diagram, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'small plain';
    button.textContent = diagram.name;
    button.addEventListener('click', () => choose(index));
    bar.append(button);
    return button;
  });
  function choose(index) {
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(at === index)));
    return show(diagrams[index]);
  }
  return { bar, choose };
}

async function start() {
  const [answer, Viewer] = await Promise.all([fetch(place.dataset.source), loadViewer()]);
  if (!answer.ok) return;
  const diagrams = await answer.json();
  if (diagrams.length === 0) return;
  const box = document.createElement('div');
  box.className = 'diagram';
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  const show = (diagram) => {
    box.replaceChildren();
    box.scrollTo(0, 0);
    const words = diagram.places.length > 0 ? `，当前环节：${diagram.places.join('、')}` : '';
    box.setAttribute('aria-label', `${diagram.name}流程图${words}`);
    return draw(Viewer, diagram, box);
  };
  place.hidden = false;
  if (diagrams.length === 1) {
    place.append(box);
    await show(diagrams[0]);
  } else {
    const { bar, choose } = tabs(diagrams, show);
    place.append(bar, box);
    await choose(diagrams.length - 1);
  }
}

start().catch(() => {
  place.hidden = true;
});
