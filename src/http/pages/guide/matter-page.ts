import type { Guides, Matter, RequiredMaterial } from '../../../matters/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { applicantFields, applicantParts } from './list-page.ts';
import { href, languageField, visitorPage, type Applicant, type Visitor } from './visitor.ts';

/** The guide of one matter, for the kind of customer that the visitor named. */
export function matterPage(
  visitor: Visitor,
  guides: Guides,
  matter: Matter,
  materials: readonly RequiredMaterial[],
  applicant: Applicant,
): Html {
  const { texts, language, office } = visitor;
  const guide = guides.get(matter.code)?.[language];
  const common = guides.common(language);
  const name = language === 'en' ? matter.nameEn : matter.name;
  return visitorPage(
    visitor,
    name,
    [
      html`<div class="head">
        <p class="small no-print"><a href="${href(visitor, '/guide')}">← ${texts.backToAll}</a></p>
        <h1>${name}</h1>
        <p>${guide?.summary}</p>
      </div>`,
      html`<section class="panel" aria-labelledby="materials">
        <h2 id="materials">${texts.materials}</h2>
        <details class="no-print choose">
          <summary>${texts.yourCase(applicantText(visitor, applicant))}</summary>
          <form method="get" action="/guide/${matter.code}">
            ${languageField(visitor)} ${applicantFields(visitor, applicant)}
            <div class="actions"><button class="small plain">${texts.change}</button></div>
          </form>
        </details>
        <p class="only-print">${applicantText(visitor, applicant)}</p>
        <ol class="papers">
          ${materials.map((material) => paper(visitor, material))}
        </ol>
      </section>`,
      html`<section class="panel" aria-labelledby="facts">
        <h2 id="facts">${texts.limits}</h2>
        <ul class="lines">
          <li>${texts.decision(matter.decisionDays)}</li>
          <li><strong>${texts.handling(matter.handlingDays)}</strong></li>
          <li>${texts.supplement(matter.supplementDays)}</li>
          ${matter.canBeUrgent && html`<li>${texts.urgent}</li>`}
          ${matter.isSensitive && html`<li>${texts.sensitive}</li>`}
        </ul>
        <dl class="facts">
          ${fact(texts.who, guide?.who)}
          ${fact(texts.department, office.department(matter.departmentCode, language))}
          ${fact(texts.basis, guide?.basis)}
        </dl>
      </section>`,
      lines('hand-in', texts.handIn, common.handIn, [
        html`<dl class="facts">
          ${fact(texts.window, office.address(language))} ${fact(texts.hours, office.hours(language))}
          ${fact(texts.phone, office.phone)}
        </dl>`,
      ]),
      lines('after', texts.after, common.after),
      guide && guide.notes.length > 0 && lines('notes', texts.notes, guide.notes),
      html`<section class="panel no-print" aria-labelledby="unclear">
        <h2 id="unclear">${texts.stillUnclear}</h2>
        <div class="actions">
          <a class="button" href="${href(visitor, '/ask', { matter: matter.code })}">${texts.askAbout}</a>
          <a class="button plain" href="${href(visitor, '/appointment', { matter: matter.code })}"
            >${texts.bookAppointment}</a
          >
          <button class="plain" type="button" data-print hidden>${texts.print}</button>
        </div>
      </section>`,
      html`<script type="module" src="/assets/guide.js"></script>`,
    ],
    applicantParts(applicant),
  );
}

function applicantText({ texts }: Visitor, { customerType, hasAgent }: Applicant): string {
  return texts.materialsFor(texts.customer[customerType], texts.agentShort[hasAgent ? 'yes' : 'no']);
}

function fact(term: string, value: Fragment): Fragment {
  return (
    value &&
    html`<dt>${term}</dt>
      <dd>${value}</dd>`
  );
}

function paper({ texts, language }: Visitor, material: RequiredMaterial): Html {
  const [name, standard] =
    language === 'en' ? [material.nameEn, material.standardEn] : [material.name, material.standard];
  return html`<li>
    <strong>${name}</strong>
    <span class="keep">${texts.form[material.form]} ${texts.count(material.copies)}</span>
    ${material.needsSignature && html` <span class="tag blue">${texts.signed}</span>`}
    ${material.needsSeal && html` <span class="tag blue">${texts.sealed}</span>`}
    ${!material.isRequired && html` <span class="tag">${texts.optional}</span>`}
    <br /><span class="soft small">${standard}</span>
  </li>`;
}

function lines(id: string, title: string, texts: readonly string[], more: Fragment = null): Html {
  return html`<section class="panel" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <ul class="lines">
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul>
    ${more}
  </section>`;
}

/** For an address that names no matter. */
export function unknownMatterPage(visitor: Visitor): Html {
  const { texts } = visitor;
  return visitorPage(
    visitor,
    texts.unknownTitle,
    html`<div class="head"><h1>${texts.unknownTitle}</h1></div>
      <div class="panel">
        <p>${texts.unknown}</p>
        <div class="actions">
          <a class="button" href="${href(visitor, '/guide')}">${texts.all}</a>
          <a class="button plain" href="${href(visitor, '/ask')}">${texts.askInstead}</a>
        </div>
      </div>`,
  );
}
