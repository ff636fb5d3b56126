import { randomUUID } from 'node:crypto';
import type { OpenDay } from '../../../calendar/appointment-policy.ts';
import type { MatterCatalogue } from '../../../matters/index.ts';
import type { AppointmentRecord } from '../../../register/index.ts';
import { dayText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { appointmentTexts, type AppointmentProblem } from './appointment-texts.ts';
import { href, visitorPage, type Visitor } from './visitor.ts';

export interface AppointmentEntry {
  matterCode: string;
  /** `2026-03-03 morning-1`. */
  time: string;
  name: string;
  phone: string;
}

export interface AppointmentState {
  entry: AppointmentEntry;
  problems: readonly AppointmentProblem[];
  requestId?: string;
}

const noon = (day: string) => new Date(`${day}T12:00:00+08:00`);

function weekday(day: string, { language }: Visitor): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'Asia/Shanghai' }).format(noon(day));
}

/** The form of an appointment: a time is one choice, so that it works without script. */
export function appointmentPage(
  visitor: Visitor,
  matters: MatterCatalogue,
  days: readonly OpenDay[],
  { entry, problems, requestId = randomUUID() }: AppointmentState,
): Html {
  const { language } = visitor;
  const texts = appointmentTexts(language);
  return visitorPage(visitor, texts.title, [
    html`<div class="head">
      <h1>${texts.title}</h1>
      <p class="soft">${texts.intro}</p>
    </div>`,
    problems.length > 0 &&
      html`<div class="note bad" role="alert">
        <p>${texts.problemsTitle}</p>
        <ul>
          ${problems.map((problem) => html`<li>${texts.problems[problem]}</li>`)}
        </ul>
      </div>`,
    html`<form class="panel" method="post" action="${href(visitor, '/appointment')}">
      <input type="hidden" name="requestId" value="${requestId}" />
      <input type="hidden" name="language" value="${language}" />
      <div class="field">
        <label for="matter">${texts.matter}</label>
        <select id="matter" name="matterCode" required>
          <option value="">${texts.choose}</option>
          ${matters
            .list(language)
            .map(
              ({ code, name }) =>
                html`<option value="${code}" ${entry.matterCode === code && html`selected`}>${name}</option>`,
            )}
        </select>
      </div>
      <div class="field">
        <label for="time">${texts.when}</label>
        <select id="time" name="time" required>
          <option value="">${texts.choose}</option>
          ${days.map(
            ({ day, periods }) =>
              html`<optgroup label="${dayText(noon(day), language)} ${weekday(day, visitor)}">
                ${periods.map(({ code, startsAt, endsAt, free }) => {
                  const value = `${day} ${code}`;
                  return html`<option
                    value="${value}"
                    ${free === 0 && html`disabled`}
                    ${entry.time === value && free > 0 && html`selected`}
                  >
                    ${startsAt}–${endsAt} · ${free > 0 ? texts.free(free) : texts.full}
                  </option>`;
                })}
              </optgroup>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="name">${texts.name}</label>
        <input
          id="name"
          type="text"
          name="name"
          required
          maxlength="100"
          autocomplete="name"
          value="${entry.name}"
        />
      </div>
      <div class="field">
        <label for="phone">${texts.phone}</label>
        <input
          id="phone"
          type="text"
          name="phone"
          required
          inputmode="tel"
          maxlength="30"
          autocomplete="tel"
          value="${entry.phone}"
          aria-describedby="phone-hint"
        />
        <p class="hint" id="phone-hint">${texts.phoneHint}</p>
      </div>
      <div class="actions"><button>${texts.send}</button></div>
    </form>`,
  ]);
}

/** The page of a booked appointment, where it can be cancelled. */
export function bookedPage(
  visitor: Visitor,
  matters: MatterCatalogue,
  appointment: AppointmentRecord,
  { token, isNew, isOver }: { token: string; isNew: boolean; isOver: boolean },
): Html {
  const { language, office } = visitor;
  const texts = appointmentTexts(language);
  const { number, status, day, startsAt, endsAt, matterCode, matterName } = appointment;
  const isBooked = status === 'booked';
  const matter = language === 'en' ? (matters.get(matterCode)?.nameEn ?? matterName) : matterName;
  return visitorPage(visitor, texts.title, [
    html`<div class="head">
      <h1>${matter}</h1>
      <p class="number">
        ${texts.number(number)}
        <span class="tag ${isBooked ? 'good' : ''}">${isBooked ? texts.booked : texts.cancelled}</span>
      </p>
    </div>`,
    isNew && isBooked && html`<div class="note good" role="status"><p>${texts.done}</p></div>`,
    html`<div class="panel">
      <dl class="facts">
        <dt>${texts.time}</dt>
        <dd>${dayText(noon(day), language)} ${weekday(day, visitor)} ${startsAt}–${endsAt}</dd>
        <dt>${texts.address}</dt>
        <dd>${office.address(language)}</dd>
      </dl>
      <p class="after"><a href="${href(visitor, `/guide/${matterCode}`)}">${texts.bring}</a></p>
    </div>`,
    isBooked && !isOver
      ? html`<section class="panel" aria-labelledby="cancel">
          <h2 id="cancel">${texts.cancelTitle}</h2>
          <form method="post" action="/a/${token}">
            <div class="actions"><button class="danger">${texts.cancel}</button></div>
          </form>
        </section>`
      : html`<p><a class="button" href="${href(visitor, '/appointment')}">${texts.again}</a></p>`,
  ]);
}
