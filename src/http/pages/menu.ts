import type { StaffMember } from '../../register/index.ts';
import { intakeRoles } from '../auth.ts';
import { html, type Html } from './html.ts';
import { rolesText } from './words.ts';

interface Place {
  path: string;
  name: string;
  /** Roles that have the page; absent: everybody who can log in. */
  roles?: readonly string[];
}

const mainPlaces: readonly Place[] = [
  { path: '/console', name: '首页' },
  { path: '/console/counter', name: '收件登记', roles: ['intake-clerk', 'reviewer', 'manager'] },
  { path: '/console/cases', name: '收件' },
  { path: '/console/inquiries', name: '咨询', roles: intakeRoles },
  { path: '/console/outbox', name: '通知', roles: intakeRoles },
];

const morePlaces: readonly Place[] = [
  { path: '/console/matters', name: '事项' },
  { path: '/console/staff', name: '人员' },
  { path: '/console/audit', name: '审计', roles: ['manager'] },
  { path: '/console/cancelled', name: '异常流程', roles: ['manager'] },
  { path: '/console/sessions', name: '我的登录' },
];

interface Menu {
  staff: StaffMember;
  csrfToken: string;
  tasklistUrl: string;
  path: string;
}

const brand = html`<span class="mark" aria-hidden="true">收</span> 收件受理`;

/** The bar of a page before the login. */
export const plainHeader = html`<header class="cds--header console-bar">
  <span class="cds--header__name">${brand}</span>
</header>`;

/**
 * The bar of the console. On a phone the menu is a popover behind one button; a browser that knows no popovers
 * shows it open, so it works everywhere without script.
 */
export function consoleHeader({ staff, csrfToken, tasklistUrl, path }: Menu): Html {
  const item = (href: string, name: string, isCurrent: boolean) =>
    html`<li>
      <a class="cds--header__menu-item" href="${href}" ${isCurrent && html`aria-current="page"`}>${name}</a>
    </li>`;
  const link = (place: Place) => item(place.path, place.name, isHere(place, path));
  const more = placesFor(staff, morePlaces);
  return html`<header class="cds--header console-bar">
    <a class="cds--header__name" href="/console">${brand}</a>
    <button class="menu-button" type="button" popovertarget="menu">菜单</button>
    <div class="menu" id="menu" popover>
      <nav aria-label="主菜单">
        <ul class="places">
          ${placesFor(staff, mainPlaces).map(link)}
          <li>
            <details class="more">
              <summary class="cds--header__menu-item">
                ${more.find((place) => isHere(place, path))?.name ?? '更多'}
              </summary>
              <ul>
                ${more.map(link)}
              </ul>
            </details>
          </li>
          ${item(prioritized(tasklistUrl), '待办任务', false)}
        </ul>
      </nav>
      <div class="who">
        <span>${staff.displayName} · ${rolesText(staff.groups)}</span>
        <form method="post" action="/logout">
          <input type="hidden" name="csrf" value="${csrfToken}" />
          <button>退出</button>
        </form>
      </div>
    </div>
  </header>`;
}

function placesFor(staff: StaffMember, places: readonly Place[]): readonly Place[] {
  return places.filter(({ roles }) => !roles || staff.groups.some((group) => roles.includes(group)));
}

function isHere({ path }: Place, current: string): boolean {
  return path === '/console' ? current === path : current === path || current.startsWith(`${path}/`);
}

/** Tasklist with the most urgent of all open tasks first; by itself it shows the newest first. */
export function prioritized(tasklistUrl: string): string {
  return `${tasklistUrl}/?filter=all-open&sortBy=priority&sortOrder=desc`;
}
