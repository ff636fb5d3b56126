import type { Guides } from '../../../matters/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import type { ListedMatter } from './search.ts';
import { href, languageField, visitorPage, type Applicant, type Visitor } from './visitor.ts';

export interface ListState {
  search: string;
  need: string | undefined;
  applicant: Applicant;
  /** Undefined: nothing was asked for, everything is shown. */
  found: readonly ListedMatter[] | undefined;
}

/** The start of the guide: three questions, a search, all matters by need. */
export function listPage(
  visitor: Visitor,
  guides: Guides,
  all: readonly ListedMatter[],
  state: ListState,
): Html {
  const { texts } = visitor;
  const { found } = state;
  return visitorPage(visitor, texts.title, [
    html`<div class="head">
        <h1>${texts.title}</h1>
        <p class="soft">${texts.intro}</p>
      </div>
      <form class="panel" method="get" action="/guide" role="search">
        ${languageField(visitor)}
        <div class="field">
          <label for="q">${texts.searchLabel}</label>
          <div class="search">
            <input
              id="q"
              type="search"
              name="q"
              maxlength="60"
              value="${state.search}"
              placeholder="${texts.searchHint}"
            />
            <button>${texts.search}</button>
          </div>
        </div>
      </form>`,
    found && foundPanel(visitor, found, state.applicant),
    questions(visitor, guides, state),
    guides.needs.map((need) => {
      const matters = all.filter((listed) => listed.need === need.code);
      return (
        matters.length > 0 &&
        html`<section class="panel" aria-labelledby="need-${need.code}">
          <h2 id="need-${need.code}">${need[visitor.language]}</h2>
          ${matterLinks(visitor, matters, state.applicant)}
        </section>`
      );
    }),
  ]);
}

function foundPanel(visitor: Visitor, found: readonly ListedMatter[], applicant: Applicant): Html {
  const { texts } = visitor;
  return html`<section class="panel" aria-labelledby="found">
    <h2 id="found" role="status">${texts.results(found.length)}</h2>
    ${
      found.length > 0
        ? matterLinks(visitor, found, applicant)
        : html`<p>${texts.nothing}</p>
            <p><a class="button plain" href="${href(visitor, '/ask')}">${texts.askInstead}</a></p>`
    }
  </section>`;
}

function matterLinks(visitor: Visitor, matters: readonly ListedMatter[], applicant: Applicant): Html {
  return html`<ul class="plain">
    ${matters.map(
      ({ matter, name, summary }) =>
        html`<li>
          <a class="strong" href="${href(visitor, `/guide/${matter.code}`, applicantParts(applicant))}"
            >${name}</a
          ><br />
          <span class="soft small">${summary}</span>
        </li>`,
    )}
  </ul>`;
}

/** The applicant as parts of an address; what is usual is left out. */
export function applicantParts({ customerType, hasAgent }: Applicant): Record<string, string> {
  return {
    ...(customerType === 'person' ? {} : { customer: customerType }),
    ...(hasAgent ? { agent: 'yes' } : {}),
  };
}

function choice(name: string, value: string, label: string, isChosen: boolean): Html {
  return html`<label class="choice"
    ><input type="radio" name="${name}" value="${value}" ${isChosen && html`checked`} /><span
      >${label}</span
    ></label
  >`;
}

function questions(visitor: Visitor, guides: Guides, { need, applicant }: ListState): Html {
  const { texts, language } = visitor;
  return html`<form class="panel" method="get" action="/guide" aria-label="${texts.intro}">
    ${languageField(visitor)}
    <fieldset class="field">
      <legend>1. ${texts.needQuestion}</legend>
      <div class="choices inline">
        ${guides.needs.map((one) => choice('need', one.code, one[language], one.code === need))}
        ${choice('need', '', texts.anyNeed, need === undefined)}
      </div>
    </fieldset>
    ${applicantFields(visitor, applicant, ['2. ', '3. '])}
    <div class="actions"><button>${texts.find}</button></div>
  </form>`;
}

/** The two questions that the list of papers depends on. */
export function applicantFields(
  { texts }: Visitor,
  { customerType, hasAgent }: Applicant,
  numbers: readonly [string, string] = ['', ''],
): Fragment {
  return [
    html`<fieldset class="field">
      <legend>${numbers[0]}${texts.customerQuestion}</legend>
      <div class="choices inline">
        ${choice('customer', 'person', texts.customer.person, customerType === 'person')}
        ${choice('customer', 'organisation', texts.customer.organisation, customerType === 'organisation')}
      </div>
    </fieldset>`,
    html`<fieldset class="field">
      <legend>${numbers[1]}${texts.agentQuestion}</legend>
      <div class="choices inline">
        ${choice('agent', 'no', texts.agent.no, !hasAgent)}
        ${choice('agent', 'yes', texts.agent.yes, hasAgent)}
      </div>
    </fieldset>`,
  ];
}
