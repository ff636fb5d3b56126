import type { KnownCustomer, OpenCase } from '../../../register/index.ts';
import { tableTime } from '../format.ts';
import { html, type Fragment } from '../html.ts';
import { statusWords } from '../words.ts';
import type { Role } from './entry.ts';

/** The offer to fill in what the register knows; nothing for somebody new. */
export function knownOffer(role: Role, known: KnownCustomer | undefined): Fragment {
  return (
    known &&
    html`<div class="note offer">
      <p>
        登记簿中已有：<strong>${known.nameMasked}</strong>${known.phoneMasked && `，电话 ${known.phoneMasked}`}，最近收件
        ${tableTime(known.lastReceivedAt)}。
      </p>
      <button
        class="small plain"
        name="step"
        value="fill-${role}"
        formnovalidate
        data-fill="${role}"
        ${role === 'customer' && html`accesskey="t"`}
      >
        填入已登记信息
      </button>
      <span class="hint">填入即查看个人信息，会留存记录。</span>
    </div>`
  );
}

/** The warning of cases that may be this one; registering goes on regardless. */
export function duplicateWarning(
  duplicates: readonly OpenCase[],
  advice = '请先确认不是重复提交；确需另登一件的，可以继续登记。',
): Fragment {
  return (
    duplicates.length > 0 &&
    html`<div class="note warn">
      <p>该客户的同一事项还有未结束的收件，${advice}</p>
      <ul class="inner">
        ${duplicates.map(
          ({ id, number, receivedAt, status }) =>
            html`<li>
              <a href="/console/cases/${id}" target="_blank" rel="noopener">${number}</a>
              <span class="small">${tableTime(receivedAt)} 收件 · ${statusWords[status]}</span>
            </li>`,
        )}
      </ul>
    </div>`
  );
}
