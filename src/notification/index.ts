export { createEmailProvider } from './email-provider.ts';
export { createNotices, type Notices } from './notices.ts';
export type { NoticeExtra } from './notice-values.ts';
export type { EmailProvider, SmsProvider } from './provider.ts';
export { createSender, type Sender } from './sender.ts';
export { createSmsCallback, smsCallbackUrl, type SmsCallback } from './sms-callback.ts';
export { createSmsProvider } from './sms-provider.ts';
export { loadOffice, loadWords, type Office, type Words } from './words.ts';
export { NoticeError } from './notice-error.ts';
