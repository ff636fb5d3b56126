import { html, type Html } from '../html.ts';
import { plainPage } from '../layout.ts';

/** The login form; `next` is where to go afterwards. */
export function loginPage({
  csrfToken,
  next,
  problem,
}: {
  csrfToken: string;
  next: string;
  problem?: string;
}): Html {
  return plainPage(
    '登录',
    html`<div class="head">
        <h1>登录</h1>
        <p class="number">收件受理 · 工作人员</p>
      </div>
      <div class="panel">
        ${problem && html`<div class="note bad" role="alert"><p>${problem}</p></div>`}
        <form method="post" action="/login">
          <input type="hidden" name="csrf" value="${csrfToken}" />
          <input type="hidden" name="next" value="${next}" />
          <div class="field">
            <label for="username">用户名</label>
            <input
              id="username"
              type="text"
              name="username"
              autocomplete="username"
              autocapitalize="none"
              required
              maxlength="100"
              autofocus
            />
          </div>
          <div class="field">
            <label for="password">密码</label>
            <input
              id="password"
              type="password"
              name="password"
              autocomplete="current-password"
              required
              maxlength="200"
            />
          </div>
          <div class="actions"><button>登录</button></div>
        </form>
      </div>
      <p class="small"><a href="${next}">已登录？继续访问</a></p>`,
  );
}
