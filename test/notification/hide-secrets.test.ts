import { randomBytes } from 'node:crypto';
import { hideSecrets } from '../../src/notification/hide-secrets.ts';
import { newQuerySecret, querySecretText } from '../../src/register/query-secrets.ts';

test('links lose their secret and the query code is gone; numbers, dates and telephones stay', () => {
  for (let time = 0; time < 100; time++) {
    const token = randomBytes(32).toString('base64url');
    const code = querySecretText(newQuerySecret());
    const text = `收件20260302-RC-0001，查询码${code}，电话 400-820-0000，2026-03-05 前。查询：https://x.test/c/${token}?score=5`;
    expect(hideSecrets(text)).toBe(
      '收件20260302-RC-0001，查询码…，电话 400-820-0000，2026-03-05 前。查询：https://x.test/c/…?score=5',
    );
  }
});
