import type { Language } from '../../language.ts';

/** What the customer reads on the phone. */
export interface UploadTexts {
  title: string;
  intro: (until: string) => string;
  material: string;
  other: string;
  photo: string;
  file: string;
  fileHint: (megabytes: number) => string;
  send: string;
  done: string;
  arrived: (count: number) => string;
  full: (limit: number) => string;
  overTitle: string;
  over: string;
}

const texts: Readonly<Record<Language, UploadTexts>> = {
  'zh-CN': {
    title: '上传资料',
    intro: (until) => `请拍照或选取资料，直接传到收件窗口。本页 ${until} 前有效。`,
    material: '这是哪份资料',
    other: '其他资料',
    photo: '拍照',
    file: '选取照片或 PDF',
    fileHint: (megabytes) => `每个文件不超过 ${megabytes} MB；请保证四角完整、字迹清晰。`,
    send: '上传',
    done: '已送达窗口。还有资料请继续上传；传完后，请告诉工作人员。',
    arrived: (count) => `已上传 ${count} 个文件`,
    full: (limit) => `已达 ${limit} 个文件的上限，其余资料请交给工作人员。`,
    overTitle: '二维码已失效',
    over: '本次上传已经结束，或二维码已过期。请向窗口工作人员要一个新的二维码。',
  },
  en: {
    title: 'Send documents',
    intro: (until) => `Take a photo or choose a file; it goes straight to the window. Valid until ${until}.`,
    material: 'Which document is it',
    other: 'Something else',
    photo: 'Take a photo',
    file: 'Choose pictures or PDF',
    fileHint: (megabytes) =>
      `Up to ${megabytes} MB each. All four corners in the picture, text legible, please.`,
    send: 'Send',
    done: 'It has arrived at the window. Send more if you like, and tell the clerk when you are done.',
    arrived: (count) => `${count} ${count === 1 ? 'file' : 'files'} sent`,
    full: (limit) => `The limit of ${limit} files is reached; please give the rest to the clerk.`,
    overTitle: 'This code is no longer valid',
    over: 'The upload is finished or the code has expired. Please ask the clerk for a new one.',
  },
};

export function uploadTexts(language: Language): UploadTexts {
  return texts[language];
}
