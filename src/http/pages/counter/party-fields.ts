import { authorisationScopes, documentTypes, type DocumentType } from '../../../register/index.ts';
import { html, type Fragment, type Html } from '../html.ts';
import { documentTypeWords, scopeWords } from '../words.ts';
import type { Role } from './entry.ts';
import { selectField, textField, type FormState } from './form-pieces.ts';

const dayHint = '如 2030-01-01 或 20300101，不过期的写“长期”';

const isOrganisations = (type: DocumentType) => type === 'creditCode';

/** Names of the fields of a person, in the order of the form. */
export const partyFieldNames = [
  'documentType',
  'documentNumber',
  'name',
  'documentValidFrom',
  'documentValidUntil',
  'phone',
  'email',
  'address',
] as const;

/** Who a person is and how to reach them; `offer` stands below the number, `role` tells the fields apart. */
export function partyFields(state: FormState, role: Role, offer: Fragment): Html {
  const name = (field: (typeof partyFieldNames)[number]) => `${role}.${field}`;
  const isCustomer = role === 'customer';
  return html`<div class="fields">
      ${selectField(state, {
        name: name('documentType'),
        label: '证件类型',
        choices: documentTypes
          .filter((type) => isCustomer || !isOrganisations(type))
          .map((type) => ({
            value: type,
            text: documentTypeWords[type],
            ...(isCustomer ? { group: isOrganisations(type) ? '单位' : '个人' } : {}),
          })),
      })}
      ${textField(state, {
        name: name('documentNumber'),
        label: '证件号码',
        isRequired: true,
        maxLength: 40,
        ...(isCustomer ? { accessKey: 'k' } : {}),
      })}
    </div>
    <div id="known-${role}" class="known" role="status">${offer}</div>
    <div class="fields">
      ${textField(state, {
        name: name('name'),
        label: isCustomer ? '姓名或单位名称' : '姓名',
        isRequired: true,
        maxLength: 100,
      })}
      ${textField(state, { name: name('documentValidFrom'), label: '证件有效期起', maxLength: 20 })}
      ${textField(state, {
        name: name('documentValidUntil'),
        label: '证件有效期止',
        maxLength: 20,
        hint: dayHint,
      })}
      ${textField(state, {
        name: name('phone'),
        label: '联系电话',
        maxLength: 30,
        inputMode: 'tel',
        ...(isCustomer ? { hint: '电话与邮箱至少填一项' } : {}),
      })}
      ${textField(state, { name: name('email'), label: '电子邮箱', maxLength: 254, inputMode: 'email' })}
      ${textField(state, { name: name('address'), label: '联系地址', maxLength: 200 })}
    </div>`;
}

/** Names of the fields of an authorisation, in the order of the form. */
export const authorisationFieldNames = ['principalName', 'scope', 'validFrom', 'validUntil'] as const;

/** What the agent may do for the customer (授权委托书, clause 2.2.1). */
export function authorisationFields(state: FormState): Html {
  const name = (field: (typeof authorisationFieldNames)[number]) => `authorisation.${field}`;
  return html`<h3>授权委托</h3>
    <div class="fields">
      ${textField(state, { name: name('principalName'), label: '委托人', isRequired: true, maxLength: 100 })}
      ${selectField(state, {
        name: name('scope'),
        label: '委托范围',
        choices: authorisationScopes.map((scope) => ({ value: scope, text: scopeWords[scope] })),
      })}
      ${textField(state, { name: name('validFrom'), label: '授权起始日', maxLength: 20 })}
      ${textField(state, { name: name('validUntil'), label: '授权截止日', maxLength: 20, hint: dayHint })}
    </div>`;
}
