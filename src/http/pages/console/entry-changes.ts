import type { EntryChangeRecord, MaskedParty } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { documentTypeWords, scopeWords } from '../words.ts';
import { entryFields, entryLabel } from './entry-fields.ts';
import { panel, table } from './pieces.ts';

interface CorrectionForm {
  action: string;
  csrfToken: string;
  parties: readonly MaskedParty[];
  /** What the person had entered when the correction was refused, and why it was. */
  problem: string | undefined;
  entered: { target?: string; reason?: string } | undefined;
}

/** Corrections made so far; the values that were replaced show with a stated reason only. */
export function entryChangesPanel(
  changes: readonly EntryChangeRecord[],
  isRevealed: boolean,
  nameOf: (username: string) => string,
  form: CorrectionForm | undefined,
): Html {
  const rows = changes.map(({ subject, field, oldValue, reason, changedBy, changedAt }) => [
    entryLabel(subject, field),
    isRevealed ? (oldValue ?? '（空）') : html`<span class="soft">已保留</span>`,
    reason,
    nameOf(changedBy),
    tableTime(changedAt),
  ]);
  return panel('corrections', '登记更正', [
    rows.length > 0
      ? table(['栏目', '原值', '理由', '更正人', '时间'], rows)
      : html`<p class="soft">尚无更正。</p>`,
    form && correctionForm(form),
  ]);
}

function correctionForm({ action, csrfToken, parties, problem, entered }: CorrectionForm): Fragment {
  const hasAgent = parties.some(({ role }) => role === 'agent');
  const targets = entryFields.filter(
    ({ subject }) => hasAgent || (subject !== 'agent' && subject !== 'authorisation'),
  );
  return html`<details ${problem && html`open`}>
    <summary>更正登记内容</summary>
    ${problem && html`<div class="note bad" role="alert"><p>${problem}</p></div>`}
    <form method="post" action="${action}" autocomplete="off">
      <input type="hidden" name="csrf" value="${csrfToken}" />
      <div class="field">
        <label for="target">更正哪一栏</label>
        <select id="target" name="target" required>
          <option value="">请选择</option>
          ${targets.map(({ subject, field }) => {
            const value = `${subject}.${field}`;
            return html`<option value="${value}" ${entered?.target === value && html`selected`}>
              ${entryLabel(subject, field)}
            </option>`;
          })}
        </select>
      </div>
      <div class="field">
        <label for="value">正确内容</label>
        <input id="value" type="text" name="value" maxlength="500" aria-describedby="value-hint" />
        <p class="hint" id="value-hint">
          日期写作 2026-03-05，长期有效写“长期”。证件类型：${Object.values(documentTypeWords).join('、')}。
          委托范围：${Object.values(scopeWords).join('、')}。电话、邮箱、地址和日期留空即删除。
        </p>
      </div>
      <div class="field">
        <label for="correction-reason">更正理由（必填）</label>
        <input
          id="correction-reason"
          type="text"
          name="reason"
          required
          minlength="2"
          maxlength="200"
          value="${entered?.reason ?? ''}"
          aria-describedby="correction-hint"
        />
        <p class="hint" id="correction-hint">例如：与纸质登记表核对。请勿填写姓名、电话、证件号码。</p>
      </div>
      <label class="choice">
        <input type="checkbox" name="isLinkRevoked" value="true" />
        <span>同时停用已发出的查询链接和查询码（原联系方式有误、通知可能发给他人时勾选）</span>
      </label>
      <div class="actions"><button>保存更正</button></div>
    </form>
  </details>`;
}
