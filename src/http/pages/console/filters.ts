import type { Request } from 'express';
import { html, type Fragment, type Html } from '../html.ts';

/** One value of the address, trimmed; '' when it is absent or repeated. */
export function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** The value when it is one of the codes; undefined for '' and for anything else. */
export function oneOf<Code extends string>(codes: readonly Code[], value: string): Code | undefined {
  return codes.find((code) => code === value);
}

export interface Choice {
  value: string;
  name: string;
}

export function choicesOf(words: Readonly<Record<string, string>>, codes = Object.keys(words)): Choice[] {
  return codes.map((value) => ({ value, name: words[value] ?? value }));
}

/** A filter with fixed values; the first choice is all of them. */
export function selectFilter(
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen: string,
  all = '全部',
): Html {
  return html`<div class="field">
    <label for="filter-${name}">${label}</label>
    <select id="filter-${name}" name="${name}">
      <option value="">${all}</option>
      ${choices.map(
        ({ value, name: text }) =>
          html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`,
      )}
    </select>
  </div>`;
}

export interface TextFilter {
  name: string;
  label: string;
  value: string;
  type?: 'search' | 'date';
  placeholder?: string;
  /** Shown beside the field and read out with it. */
  problem?: string | undefined;
}

export function textFilter({ name, label, value, type = 'search', placeholder, problem }: TextFilter): Html {
  return html`<div class="field">
    <label for="filter-${name}">${label}</label>
    <input
      id="filter-${name}"
      type="${type}"
      name="${name}"
      value="${value}"
      maxlength="60"
      autocomplete="off"
      ${placeholder && html`placeholder="${placeholder}"`}
      ${problem && html`aria-invalid="true" aria-describedby="filter-${name}-problem"`}
    />
    ${problem && html`<p class="hint bad" id="filter-${name}-problem" role="alert">${problem}</p>`}
  </div>`;
}

/**
 * A form that narrows a list: what it sends stands in the address, so that it can be kept and paged. `more` are
 * fields that few people need: folded away unless one of them is set.
 */
export function filterForm(
  path: string,
  fields: Fragment,
  more?: { fields: Fragment; isOpen: boolean },
): Html {
  return html`<form class="filters" method="get" action="${path}" role="search">
    <div class="filter-grid">${fields}</div>
    ${
      more &&
      html`<details class="more-filters" ${more.isOpen && html`open`}>
        <summary>更多条件</summary>
        <div class="filter-grid">${more.fields}</div>
      </details>`
    }
    <div class="actions">
      <button>查找</button>
      <a class="button plain" href="${path}">清除条件</a>
    </div>
  </form>`;
}

/** The place in a list that a page ended at: an instant and an id. */
export interface Place {
  at: Date;
  id: string;
}

const placePattern = /^([\d-]{10}T[\d:.]{8,12}Z)_([0-9a-f-]{36})$/;

/** `2026-03-05T10:00:00.000Z_<id>` → the last row of the page before; undefined for anything else. */
export function readPlace(request: Request): Place | undefined {
  const [, instant = '', id = ''] = placePattern.exec(queryText(request, 'before')) ?? [];
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? undefined : { at, id };
}

/** Links to the next page and back to the first, with the filters that are set. */
export function pager(
  path: string,
  entered: Readonly<Record<string, string>>,
  { last, isFirst, noun }: { last: Place | undefined; isFirst: boolean; noun: string },
): Fragment {
  const address = (before?: string) => {
    const set = Object.entries({ ...entered, ...(before ? { before } : {}) }).filter(([, value]) => value);
    const query = new URLSearchParams(set).toString();
    return query ? `${path}?${query}` : path;
  };
  if (!last && isFirst) return null;
  return html`<nav class="pager" aria-label="翻页">
    ${!isFirst && html`<a href="${address()}">最新的${noun}</a>`}
    ${last && html`<a rel="next" href="${address(`${last.at.toISOString()}_${last.id}`)}">更早的${noun}</a>`}
  </nav>`;
}
