import { emailPlace, toStaffMember, type StaffMember } from './staff.ts';
import type { Store } from './store.ts';

/** A member of staff with what another system needs to know of them. */
export interface StaffDirectoryEntry extends StaffMember {
  email: string | undefined;
  isActive: boolean;
}

/** Everybody with an account, by username. */
export async function readStaffDirectory(store: Store): Promise<StaffDirectoryEntry[]> {
  const rows = await store.db.selectFrom('staff').selectAll().orderBy('username').execute();
  return rows.map((row) => ({
    ...toStaffMember(row),
    isActive: row.isActive,
    email: row.emailEnc === null ? undefined : store.cipher.decrypt(row.emailEnc, emailPlace(row.id)),
  }));
}

export type StaffProfile = Pick<StaffDirectoryEntry, 'displayName' | 'groups' | 'email' | 'isActive'>;

/** Changes an account without touching its password; an unknown username changes nothing. */
export async function updateStaffProfile(
  store: Store,
  username: string,
  { displayName, groups, email, isActive }: StaffProfile,
): Promise<void> {
  const row = await store.db
    .selectFrom('staff')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirst();
  if (!row) return;
  await store.db
    .updateTable('staff')
    .set({
      displayName,
      groups: JSON.stringify(groups),
      emailEnc: email === undefined ? null : store.cipher.encrypt(email, emailPlace(row.id)),
      isActive,
    })
    .where('id', '=', row.id)
    .execute();
}
