import { dayText, momentText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { textsFor } from '../texts/index.ts';
import type { CustomerView } from './view.ts';

interface Stage {
  name: string;
  state: 'done' | 'now' | 'later' | 'stopped';
  when?: string;
}

/** Where the case stands, as five stages in the customer's words; fewer when it ended before acceptance. */
export function stagesOf(view: CustomerView): Stage[] {
  const texts = textsFor(view.language);
  const at = (instant: Date | null) => (instant ? { when: momentText(instant, view.language) } : {});
  const received: Stage = { name: texts.steps.received, state: 'done', ...at(view.receivedAt) };
  const accepted: Stage[] = [
    { name: texts.steps.review, state: 'done' },
    { name: texts.steps.acceptance, state: 'done', ...at(view.acceptedAt) },
  ];
  const stopped = (name: string): Stage => ({ name, state: 'stopped', ...at(view.finishedAt) });

  if (view.outcome === 'notAccepted' || view.outcome === 'notSupplemented') {
    const name = view.outcome === 'notAccepted' ? texts.stepNotAccepted : texts.stepNotSupplemented;
    return [received, { name: texts.steps.review, state: 'done' }, stopped(name)];
  }
  if (view.outcome === 'withdrawn')
    return [received, ...(view.acceptedAt ? accepted : []), stopped(texts.stepWithdrawn)];
  if (view.status === 'closed')
    return [
      received,
      ...accepted,
      { name: texts.steps.handling, state: 'done' },
      { name: texts.steps.finish, state: 'done', ...at(view.finishedAt) },
    ];
  if (view.status === 'accepted' || view.status === 'handling')
    return [
      received,
      ...accepted,
      {
        name: texts.steps.handling,
        state: 'now',
        ...(view.promisedFinishAt
          ? { when: texts.promisedBy(dayText(view.promisedFinishAt, view.language)) }
          : {}),
      },
      { name: texts.steps.finish, state: 'later' },
    ];
  // While the customer's turn lasts the clock is paused, so that no date can be promised.
  const decision = view.status === 'waitingForSupplement' ? null : view.decisionDueAt;
  return [
    received,
    {
      name: texts.steps.review,
      state: 'now',
      ...(decision ? { when: texts.decisionBy(dayText(decision, view.language)) } : {}),
    },
    { name: texts.steps.acceptance, state: 'later' },
    { name: texts.steps.handling, state: 'later' },
    { name: texts.steps.finish, state: 'later' },
  ];
}

/** The stages as a list; a screen reader hears which one is current. */
export function progressPanel(view: CustomerView): Html {
  const texts = textsFor(view.language);
  return html`<section class="panel" aria-labelledby="progress">
    <h2 id="progress">${texts.progress}</h2>
    <ol class="way">
      ${stagesOf(view).map(
        (stage) =>
          html`<li class="${stage.state}" ${stage.state === 'now' && html`aria-current="step"`}>
            <span class="name">${stage.name}</span>
            ${stage.state === 'now' && html`<span class="tag blue">${texts.stepNow}</span>`}
            ${stage.when && html`<span class="when">${stage.when}</span>`}
          </li>`,
      )}
    </ol>
  </section>`;
}

/** One sentence on where the case stands, with the colour of the news. */
export function standing(view: CustomerView): { text: string; tone: '' | 'good' | 'warn' | 'bad' } {
  const { standing: texts } = textsFor(view.language);
  switch (view.outcome) {
    case 'notAccepted':
      return { text: texts.notAccepted, tone: 'bad' };
    case 'notSupplemented':
      return { text: texts.notSupplemented, tone: 'bad' };
    case 'withdrawn':
      return { text: texts.withdrawn, tone: '' };
    case 'completed':
      break;
    case null:
      if (view.isWithdrawing) return { text: texts.withdrawing, tone: 'warn' };
      if (view.status === 'waitingForSupplement') return { text: texts.waitingForSupplement, tone: 'warn' };
      if (view.status !== 'closed') return { text: texts[view.status], tone: '' };
  }
  if (view.result === 'granted') return { text: texts.granted, tone: 'good' };
  if (view.result === 'refused') return { text: texts.refused, tone: 'bad' };
  return { text: texts.completed, tone: 'good' };
}
