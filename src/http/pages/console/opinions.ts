import type { OpinionRecord } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Html } from '../html.ts';
import { opinionPlaces, wordFor } from '../words.ts';
import { panel } from './pieces.ts';

/** Long opinions: they may speak of people, so that their text shows with a stated reason only. */
export function opinionsPanel(
  opinions: readonly OpinionRecord[],
  isRevealed: boolean,
  nameOf: (username: string) => string,
  form: { action: string; csrfToken: string; problem: string | undefined; text: string } | undefined,
): Html {
  return panel('opinions', '书面意见', [
    opinions.length === 0
      ? html`<p class="soft">尚无书面意见。</p>`
      : html`<ul class="plain">
          ${opinions.map(
            ({ elementId, text, writtenBy, writtenAt }) =>
              html`<li>
                <strong>${wordFor(opinionPlaces, elementId)}</strong>
                <span class="soft small">${nameOf(writtenBy)} · ${tableTime(writtenAt)}</span>
                ${
                  isRevealed
                    ? html`<div class="letter">${text}</div>`
                    : html`<br /><span class="soft small">说明理由查看个人信息后显示内容。</span>`
                }
              </li>`,
          )}
        </ul>`,
    form &&
      html`<details ${form.problem && html`open`}>
        <summary>填写意见</summary>
        ${form.problem && html`<div class="note bad" role="alert"><p>${form.problem}</p></div>`}
        <form method="post" action="${form.action}">
          <input type="hidden" name="csrf" value="${form.csrfToken}" />
          <div class="field">
            <label for="opinion-place">意见类别</label>
            <select id="opinion-place" name="elementId" required>
              ${Object.entries(opinionPlaces).map(
                ([elementId, name]) => html`<option value="${elementId}">${name}</option>`,
              )}
            </select>
          </div>
          <div class="field">
            <label for="opinion-text">意见</label>
            <textarea id="opinion-text" name="text" required maxlength="5000" rows="6">${form.text}</textarea>
          </div>
          <div class="actions"><button>保存意见</button></div>
        </form>
      </details>`,
  ]);
}
